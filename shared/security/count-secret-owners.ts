/** Who has stored secrets, in words: “2 connections”, “1 connection, 3 principals of named credentials and 1 webhook”. */
export function countSecretOwners(kinds: readonly string[]): string {
  const principals = kinds.filter((kind) => kind === 'credential').length;
  const webhooks = kinds.filter((kind) => kind === 'webhook').length;
  const connections = kinds.length - principals - webhooks;
  const parts = [
    ...(connections > 0 || kinds.length === 0
      ? [`${connections} ${connections === 1 ? 'connection' : 'connections'}`]
      : []),
    ...(principals > 0 ? [`${principals} ${principals === 1 ? 'principal' : 'principals'} of named credentials`] : []),
    ...(webhooks > 0 ? [`${webhooks} ${webhooks === 1 ? 'webhook' : 'webhooks'}`] : []),
  ];
  return parts.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}
