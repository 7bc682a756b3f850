/** Who has stored secrets, in words: “2 connections”, “1 connection and 3 principals of named credentials”. */
export function countSecretOwners(kinds: readonly string[]): string {
  const principals = kinds.filter((kind) => kind === 'credential').length;
  const connections = kinds.length - principals;
  const parts = [
    ...(connections > 0 || principals === 0
      ? [`${connections} ${connections === 1 ? 'connection' : 'connections'}`]
      : []),
    ...(principals > 0 ? [`${principals} ${principals === 1 ? 'principal' : 'principals'} of named credentials`] : []),
  ];
  return parts.join(' and ');
}
