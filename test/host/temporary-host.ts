import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeHost, type NodeHostOptions, openNodeHost } from '../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import { makePrivateFolder } from '../../electron/node/store-files.ts';

/** A real host on a data folder of its own, with a practice org when something needs one. */
export type TemporaryHost = {
  host: NodeHost;
  dataFolder: string;
  /** Ends the host and opens another one on the same folder, as a restart does. */
  reopen(): Promise<NodeHost>;
  dispose(): Promise<void>;
};

/** Opens one whose secrets are sealed with a key file; `dispose` closes it and removes its folder. */
export async function openTemporaryHost(options: Partial<NodeHostOptions> = {}): Promise<TemporaryHost> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-host-'));
  makePrivateFolder(dataFolder);
  const cipher = createNodeCipher();
  createKeyFile(dataFolder, cipher);
  const open = () =>
    openNodeHost({
      dataFolder,
      ownerName: 'test',
      version: '0.0.0',
      shell: 'none',
      keySources: [createKeyFileSource(dataFolder, cipher)],
      ...options,
    });
  const temporary: TemporaryHost = {
    host: await open(),
    dataFolder,
    reopen: async () => {
      await temporary.host.close();
      temporary.host = await open();
      return temporary.host;
    },
    dispose: async () => {
      await temporary.host.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  return temporary;
}
