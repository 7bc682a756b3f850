import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeHost, openNodeHost } from '../../electron/compose/node-host.ts';
import type { HostClient } from '../../electron/host/memory-client.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import type { RunningPractice } from '../../electron/ports/practice.ts';

/** A host on a data folder of its own, with the practice org running and a service that never answers. */
export type HostWorld = {
  host: NodeHost;
  practice: RunningPractice;
  /** Calls to it hang until the caller leaves: `callers` that wait now, `calls` since the world was opened. */
  silentService: { url: string; callers(): number; calls(): number };
  /** Paths whose folders were shown. */
  shownFolders: readonly string[];
  /** What people choose in the dialog for folders, the next one first; undefined where they choose none. */
  chosenFolders: (string | undefined)[];
  /** Windows that listen for changes now. */
  changeListeners(): number;
  /** What the host logged as failures that nobody expected. */
  unexpected(): readonly string[];
  close(): Promise<void>;
};

/** What a case works with: a world, and a client that reaches it over the transport under test. */
export type World = HostWorld & { client: HostClient };

/** Opens it; nothing of it is a stand-in. */
export async function openHostWorld(): Promise<HostWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-contract-'));
  const cipher = createNodeCipher();
  createKeyFile(folder, cipher);
  const logged: string[] = [];
  const shownFolders: string[] = [];
  const chosenFolders: (string | undefined)[] = [];
  const host = await openNodeHost({
    dataFolder: folder,
    ownerName: 'contract test',
    version: '1.2.3',
    shell: 'none',
    folderView: { show: async (path) => shownFolders.push(path) > 0 },
    folderPicker: { pick: async () => chosenFolders.shift() },
    keySources: [createKeyFileSource(folder, cipher)],
    log: (line) => logged.push(line),
  });
  const changeListeners = countListeners(host);
  const practice = await host.services.practice.ensure();
  const silent = await startSilentService();
  return {
    host,
    practice,
    silentService: silent,
    shownFolders,
    chosenFolders,
    changeListeners,
    unexpected: () => logged.filter((line) => line.includes('"level":"error"')),
    close: async () => {
      await host.close();
      await silent.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function countListeners(host: NodeHost): () => number {
  const { changes } = host.services;
  const subscribe = changes.subscribe;
  let count = 0;
  changes.subscribe = (listener) => {
    const unsubscribe = subscribe(listener);
    count += 1;
    return () => {
      count -= 1;
      unsubscribe();
    };
  };
  return () => count;
}

async function startSilentService() {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let callers = 0;
  let calls = 0;
  server.on('request', (request) => {
    callers += 1;
    calls += 1;
    request.socket.once('close', () => {
      callers -= 1;
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    callers: () => callers,
    calls: () => calls,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
