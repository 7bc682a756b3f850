import type { KeyStoreListing } from '../../../shared/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import { readSmallFile } from './read-small-file.ts';

/** A key store by its path on this computer, or by its content in Base64. */
export type KeyStoreRequest = ({ path: string } | { content: string }) & { password: string };

/** Lists what a key store holds; keeps nothing of it. */
export type KeyStoreReader = {
  /** Throws what the key store or its file is refused with; see `readKeyStore`. */
  read(request: KeyStoreRequest, signal?: AbortSignal): Promise<KeyStoreListing>;
};

export function createKeyStoreReader({ files, clock }: { files: Files; clock: Clock }): KeyStoreReader {
  return {
    read: async (request, signal) => {
      // Loaded when it is first needed: most connections have no key store.
      const { decodeKeyStore, describeKeys, longestKeyStore, readKeyStore } = await import('../../key-store/index.ts');
      const bytes =
        'path' in request
          ? await readSmallFile(files, request.path, longestKeyStore, signal)
          : decodeKeyStore(request.content);
      const store = readKeyStore(bytes, request.password);
      return { kind: store.kind, entries: describeKeys(store, clock.now()) };
    },
  };
}
