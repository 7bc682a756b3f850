export { decodeKeyStore, encodeKeyStore } from './content.ts';
export { describeKeys, type KeyFacts } from './key-facts.ts';
export { pickClientKey } from './pick-client-key.ts';
export { pickSigningKey, type SigningKey } from './pick-key.ts';
export { longestKeyStore, readKeyStore } from './read-key-store.ts';
export type { KeyStore, KeyStoreKind } from './stored-key.ts';
