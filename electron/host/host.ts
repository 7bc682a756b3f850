import type { Catalog } from '../../shared/connector/manifest.ts';
import type { Capabilities } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/security/roles.ts';
import type { CallPort, Session } from '../connectors/sdk/index.ts';
import { createSessionCache } from '../credentials/sessions.ts';
import { createVault } from '../credentials/vault.ts';
import { createEvaluator } from '../expressions/evaluator.ts';
import type { Browser } from '../ports/browser.ts';
import type { CallbackListener } from '../ports/callback-listener.ts';
import type { Cipher, KeySource, PassphraseSource } from '../ports/cipher.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvaluatorLauncher } from '../ports/evaluator.ts';
import type { Files } from '../ports/files.ts';
import type { FolderPicker } from '../ports/folder-picker.ts';
import type { FolderView } from '../ports/folder-view.ts';
import type { Folders } from '../ports/folders.ts';
import type { HttpTransport } from '../ports/http.ts';
import type { Log } from '../ports/log.ts';
import type { PracticeLauncher } from '../ports/practice.ts';
import type { ProofKeys } from '../ports/proof-keys.ts';
import type { Random } from '../ports/random.ts';
import type { Spill } from '../ports/spill.ts';
import type { WebhookKeys } from '../ports/webhook-keys.ts';
import type { WebhookServer } from '../ports/webhook-server.ts';
import type { Store } from '../storage/index.ts';
import { awaken } from './awaken.ts';
import { createCallBudgets } from './budgets/call-budgets.ts';
import { createCatalog } from './catalog.ts';
import { createChanges } from './changes.ts';
import { closeAll } from './close-all.ts';
import { createAuthorizer } from './connections/authorize.ts';
import { createConnectionService } from './connections/connection-service.ts';
import { createGrants } from './connections/grants.ts';
import { createHeldSecrets } from './connections/held-secrets.ts';
import { createFileTaker, keepFiles } from './connections/kept-files.ts';
import { createKeyStoreReader } from './connections/key-store-reader.ts';
import { createClientOpener } from './connections/open-client.ts';
import { createCredentialService } from './credentials/credential-service.ts';
import { createPrincipalSignIns } from './credentials/principal-sign-ins.ts';
import { createFlowService } from './flows/flow-service.ts';
import { createFolderService } from './folders/folder-service.ts';
import { createGateway } from './gateway/gateway.ts';
import { createPracticeService } from './practice-service.ts';
import { createExpressionPreviewer } from './preview-expression.ts';
import { createFailureFolders } from './runs/failure-folders.ts';
import { createForecastService } from './runs/forecast-service.ts';
import { createHistoryService } from './runs/history-service.ts';
import { createRunService } from './runs/run-service.ts';
import { createSafeMode } from './safe-mode.ts';
import { type Channel, createServingLoop } from './serve.ts';
import type { HostServices } from './services.ts';
import { prepareWorkspace } from './starter/prepare-workspace.ts';
import { readCsvText } from './steps/read-csv.ts';
import { createStepSupply } from './steps/step-supply.ts';
import { createTemplateService } from './templates/template-service.ts';
import { createActivationService } from './triggers/activation-service.ts';
import { createTriggerSupervisor, type TriggerOwner } from './triggers/trigger-supervisor.ts';
import { createConnectionOwners, createPrincipalOwners, createWebhookOwners } from './vault/secret-owners.ts';
import { createVaultService } from './vault/vault-service.ts';
import { createWebhookService } from './webhooks/webhook-service.ts';

/** Everything the host needs of the world. It owns none of it but the practice org that it starts. */
export type HostPorts = {
  store: Store;
  clock: Clock;
  random: Random;
  transport: HttpTransport;
  cipher: Cipher;
  /** What can keep the vault's key, in the order in which it is wanted; with none, no secret is stored or read. */
  keySources: readonly KeySource[];
  passphraseSource: PassphraseSource;
  /** Hears what changed about who keeps the vault's key, in a sentence for people. */
  say?: (notice: string) => void;
  openFiles(baseFolder: string): Files;
  folders: Folders;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
  /** Room outside memory for one run. */
  openSpill(): Spill;
  /** Starts a process for an expression that isn't bounded by design. */
  launchEvaluator: EvaluatorLauncher;
  launchPractice?: PracticeLauncher;
  proofKeys: ProofKeys;
  callbacks: CallbackListener;
  webhooks: { server: WebhookServer; keys: WebhookKeys };
  /** Opens the system's browser; absent where the page opens links itself. */
  browser?: Browser | undefined;
  /** The system's file manager; absent where Millrace runs without a desktop of its own. */
  folderView?: FolderView | undefined;
  /** The system's dialog for choosing a folder; absent where the page is in a browser. */
  folderPicker?: FolderPicker | undefined;
  log: Log;
  version: string;
  dataFolder: string;
  /** The computer's user, shown as owner. */
  personName: string;
  shell: Capabilities['shell'];
};

/** The whole application without a window. */
export type Host = {
  readonly services: HostServices;
  /** Gives a channel of any transport what the role may ask of the contract, until it closes. */
  serve(channel: Channel, role: Role): void;
  /** Does what starts by itself, once windows can be shown; each failure goes to `report`. */
  awaken(report: (error: unknown) => void): void;
  /** Watches no trigger any more, cancels runs, waits until they are recorded, and stops the practice org. The store stays open. */
  close(): Promise<void>;
};

/** Puts the host together and, in a fresh data folder, the starter workspace into it. */
export async function createHost(ports: HostPorts): Promise<Host> {
  const { store, clock, random, transport, log } = ports;
  const changes = createChanges();
  const startedAt = new Date(clock.now()).toISOString();
  const vaultNotices: string[] = [];
  const vault = createVault({
    cipher: ports.cipher,
    sources: ports.keySources,
    passphraseSource: ports.passphraseSource,
    keys: store.wrappedKeys,
    say: (notice) => {
      vaultNotices.push(notice);
      log.info(notice);
      ports.say?.(notice);
    },
    changed: () => changes.publish({ type: 'vault.changed' }),
  });
  const practice = createPracticeService(ports.launchPractice, changes);
  const budgets = createCallBudgets({ store, clock, changes });
  const gateway = createGateway({ transport, clock, budgets });
  const sharedFiles = ports.openFiles(ports.filesFolder);
  const clients = createClientOpener({ sessions: createSessionCache<Session>(clock), clock, practice });

  const openPort = (connectionId: string, connector: string): CallPort =>
    gateway.open({ runId: '', step: '', connectionId, connector, files: sharedFiles, called: () => undefined });
  const grants = createGrants(clock, random);
  const { proofKeys, callbacks, browser } = ports;
  const authorizer = createAuthorizer({ clock, clients, grants, proofKeys, callbacks, browser, openPort });

  const heldByPrincipals = createHeldSecrets({ stored: store.principals, vault });
  const principals = createPrincipalSignIns({
    store,
    vault,
    held: heldByPrincipals,
    refused: (principal, error) => credentials.noteRefusal(principal, error),
  });
  const signIns = { store, vault, clock, random, changes, clients, authorizer, grants, principals, openPort };
  const service = createConnectionService({ ...signIns, ownerName: ports.personName });
  const takeFiles = createFileTaker(sharedFiles);
  const connections = keepFiles(service, takeFiles);
  const credentials = createCredentialService({ ...signIns, held: heldByPrincipals, connections, takeFiles });
  const evaluator = createEvaluator(ports.launchEvaluator, clock);
  const steps = createStepSupply({
    gateway,
    connections,
    clients,
    openFiles: ports.openFiles,
    folders: ports.folders,
    values: store.values,
    evaluator,
  });
  let catalog: Promise<Catalog> | undefined;
  const loadCatalog = (): Promise<Catalog> => {
    catalog ??= createCatalog();
    return catalog;
  };
  const { starterFlowId } = await prepareWorkspace({ store, random, files: sharedFiles });

  const info: HostServices['info'] = () => ({
    version: ports.version,
    capabilities: {
      shell: ports.shell,
      secretsAtRest: vault.protection,
      nativeDialogs: ports.folderPicker !== undefined,
      showFolder: ports.folderView !== undefined,
    },
    dataFolder: ports.dataFolder,
    ownerName: ports.personName,
    starterFlowId: store.flows.list().some(({ id }) => id === starterFlowId) ? starterFlowId : null,
    startedAt,
    safeMode: safeMode.state(),
  });
  const history = createHistoryService(store, clock, changes);
  const runs = createRunService({
    store,
    history,
    clock,
    random,
    changes,
    budgets,
    catalog: loadCatalog,
    steps,
    filesFolder: ports.filesFolder,
    openFiles: ports.openFiles,
    openSpill: ports.openSpill,
    log,
  });
  const safeMode = createSafeMode({ store, runs, clock, random, changes, log });
  const { filesFolder } = ports;
  const webhooks = createWebhookService({ ...ports.webhooks, store, vault, changes, clock, random, log });
  const lend = (owner: TriggerOwner): unknown => ({
    files: sharedFiles,
    folders: ports.folders,
    webhooks: webhooks.lend(owner),
  });
  const triggers = createTriggerSupervisor({ store, clock, random, changes, runs, steps, lend, filesFolder, log });
  const activations = createActivationService({ store, catalog: loadCatalog, changes, supervisor: triggers, safeMode });
  const flows = createFlowService({ store, random, changes, activationOf: activations.stateOf });
  const services: HostServices = {
    info,
    catalog: loadCatalog,
    readCsv: (text, warn) => readCsvText(text, { steps, clock, openSpill: ports.openSpill }, warn),
    previewExpression: createExpressionPreviewer(evaluator, clock),
    store,
    flows,
    folders: createFolderService(sharedFiles, ports.folders, ports.folderPicker),
    activations,
    triggers,
    safeMode,
    templates: createTemplateService({ store, random, files: sharedFiles, flows }),
    budgets,
    forecasts: createForecastService({
      store,
      clock,
      random,
      budgets,
      steps,
      catalog: loadCatalog,
      openFiles: ports.openFiles,
      openSpill: ports.openSpill,
      filesFolder: ports.filesFolder,
    }),
    connections,
    credentials,
    keyStores: createKeyStoreReader({ files: sharedFiles, clock }),
    runs,
    failureFolders: createFailureFolders(store, ports.folderView),
    history,
    vault: createVaultService({
      vault,
      owners: [createConnectionOwners(store), createPrincipalOwners(store), createWebhookOwners(store)],
      cipher: ports.cipher,
      passphraseSource: ports.passphraseSource,
      clock,
      notices: vaultNotices,
      replaced: (kind, id) => {
        if (kind === 'connection') changes.publish({ type: 'connections.changed', connectionId: id });
        else if (kind === 'webhook') changes.publish({ type: 'flows.changed' });
        else changes.publish({ type: 'credentials.changed', credentialId: store.principals.get(id).credentialId });
      },
    }),
    webhooks,
    practice,
    changes,
    log,
  };
  return {
    services,
    serve: createServingLoop(services),
    awaken: (report) => awaken(services, report),
    close: () =>
      closeAll([
        safeMode.end,
        triggers.close,
        runs.close,
        history.close,
        evaluator.close,
        webhooks.close,
        connections.close,
        credentials.close,
        practice.close,
      ]),
  };
}
