import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Capabilities } from '../../shared/contract/index.ts';
import type { ErrorDescription } from '../../shared/errors/index.ts';
import { closeAll } from '../host/close-all.ts';
import { createHost, type Host } from '../host/host.ts';
import { createNodeCipher } from '../node/cipher.ts';
import { createNodeClock } from '../node/clock.ts';
import { createEvaluatorLauncher } from '../node/evaluator-process.ts';
import { createNodeFiles } from '../node/files.ts';
import { createNodeFolders } from '../node/folders.ts';
import { createCallbackListener } from '../node/http-callback.ts';
import { createHttpTransport } from '../node/http-transport.ts';
import { createWebhookServer } from '../node/http-webhooks.ts';
import { createPassphraseSource } from '../node/key-passphrase.ts';
import { createLineLog } from '../node/log.ts';
import { createNodeProofKeys } from '../node/proof-keys.ts';
import { createNodeRandom } from '../node/random.ts';
import { createSpillFolder } from '../node/spill.ts';
import { createStoreFiles } from '../node/store-files.ts';
import { lockStore } from '../node/store-lock.ts';
import { createNodeWebhookKeys } from '../node/webhook-keys.ts';
import type { Browser } from '../ports/browser.ts';
import type { KeySource } from '../ports/cipher.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvaluatorLauncher } from '../ports/evaluator.ts';
import type { FolderPicker } from '../ports/folder-picker.ts';
import type { FolderView } from '../ports/folder-view.ts';
import { openStore } from '../storage/index.ts';

/** Files that flows read and write by a relative path lie in this folder of the data folder. */
const FILES_FOLDER = 'files';
/** What runs can't hold in memory waits in this one. */
const SPILL_FOLDER = 'temporary';

export type NodeHostOptions = {
  dataFolder: string;
  /** What people know this owner of the data folder by: `millrace run`. */
  ownerName: string;
  version: string;
  shell: Capabilities['shell'];
  /** Leads the person to sign-in pages; absent where the page that shows Millrace does. */
  browser?: Browser | undefined;
  /** Shows folders; absent where Millrace runs without a desktop of its own. */
  folderView?: FolderView | undefined;
  /** The system's dialog for choosing a folder; absent where the page is in a browser. */
  folderPicker?: FolderPicker | undefined;
  /** Starts the processes in which JSONata runs; plain Node's unless given. */
  launchEvaluator?: EvaluatorLauncher;
  /** What can keep the vault's key, the most wanted first; without any, no secret can be stored or read. */
  keySources?: readonly KeySource[];
  /** Hears what changed about who keeps the vault's key. */
  say?: (notice: string) => void;
  /** The computer's clock unless another is given. */
  clock?: Clock;
  /** Hears what operators need; nothing by default. */
  log?: (line: string) => void;
};

/** A host on this computer, owning its data folder until `close`. */
export type NodeHost = Host & {
  /** What opening the data folder had to mend, to be told to the person. */
  readonly notices: readonly ErrorDescription[];
  /** Where relative paths of stored flows start. */
  readonly filesFolder: string;
  /** No flow may call this port of ours (S20). */
  refusePort(port: number): void;
};

/**
 * Opens the data folder and starts the host on it. Throws STORE_IN_USE, STORE_DAMAGED, STORE_NEWER, STORE_UNWRITABLE
 * (all with exit code 3).
 */
export async function openNodeHost(options: NodeHostOptions): Promise<NodeHost> {
  const clock = options.clock ?? createNodeClock();
  const random = createNodeRandom();
  const cipher = createNodeCipher();
  const lock = lockStore(options.dataFolder, options.ownerName);
  try {
    const store = openStore({ files: createStoreFiles(options.dataFolder), clock, random });
    const filesFolder = join(options.dataFolder, FILES_FOLDER);
    mkdirSync(filesFolder, { recursive: true, mode: 0o700 });
    const spill = createSpillFolder(join(options.dataFolder, SPILL_FOLDER));
    spill.clear();
    const controlPorts = new Set<number>();
    const transport = createHttpTransport({ controlPorts: () => controlPorts });
    const host = await createHost({
      store,
      clock,
      random,
      transport,
      cipher,
      keySources: options.keySources ?? [],
      passphraseSource: (passphrase) => createPassphraseSource(cipher, passphrase),
      ...(options.say ? { say: options.say } : {}),
      openFiles: createNodeFiles,
      folders: createNodeFolders(),
      filesFolder,
      openSpill: spill.open,
      launchEvaluator: options.launchEvaluator ?? createEvaluatorLauncher(),
      launchPractice: async () => {
        const { startPracticeOrg } = await import('../practice/practice-org.ts');
        return startPracticeOrg();
      },
      proofKeys: createNodeProofKeys(),
      callbacks: createCallbackListener(),
      webhooks: { server: createWebhookServer(), keys: createNodeWebhookKeys() },
      browser: options.browser,
      folderView: options.folderView,
      folderPicker: options.folderPicker,
      log: createLineLog(clock, options.log ?? (() => undefined)),
      version: options.version,
      dataFolder: options.dataFolder,
      personName: userInfo().username,
      shell: options.shell,
    });
    return {
      ...host,
      refusePort: (port) => void controlPorts.add(port),
      notices: store.notices,
      filesFolder,
      close: () => closeAll([host.close, store.close, transport.close, lock.release]),
    };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}
