import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeHost, type NodeHostOptions, openNodeHost } from '../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import { makePrivateFolder } from '../../electron/node/store-files.ts';

/** A real host on a data folder of its own, with a practice org when something needs one. */
export type TemporaryHost = { host: NodeHost; dataFolder: string; dispose(): Promise<void> };

/** Opens one whose secrets are sealed with a key file; `dispose` closes it and removes its folder. */
export async function openTemporaryHost(options: Partial<NodeHostOptions> = {}): Promise<TemporaryHost> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-host-'));
  makePrivateFolder(dataFolder);
  const cipher = createNodeCipher();
  createKeyFile(dataFolder, cipher);
  const host = await openNodeHost({
    dataFolder,
    ownerName: 'test',
    version: '0.0.0',
    shell: 'none',
    keySources: [createKeyFileSource(dataFolder, cipher)],
    ...options,
  });
  return {
    host,
    dataFolder,
    dispose: async () => {
      await host.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
