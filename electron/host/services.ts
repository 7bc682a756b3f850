import type { Catalog } from '../../shared/connector/manifest.ts';
import type { AppInfo } from '../../shared/contract/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { RunWarning } from '../../shared/run/events.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../storage/index.ts';
import type { CallBudgets } from './budgets/call-budgets.ts';
import type { Changes } from './changes.ts';
import type { ConnectionService } from './connections/connection-service.ts';
import type { KeyStoreReader } from './connections/key-store-reader.ts';
import type { CredentialService } from './credentials/credential-service.ts';
import type { FlowService } from './flows/flow-service.ts';
import type { FolderService } from './folders/folder-service.ts';
import type { PracticeService } from './practice-service.ts';
import type { ExpressionPreviewer } from './preview-expression.ts';
import type { FailureFolders } from './runs/failure-folders.ts';
import type { ForecastService } from './runs/forecast-service.ts';
import type { HistoryService } from './runs/history-service.ts';
import type { RunService } from './runs/run-service-type.ts';
import type { SafeMode } from './safe-mode.ts';
import type { TemplateService } from './templates/template-service.ts';
import type { ActivationService } from './triggers/activation-service.ts';
import type { TriggerSupervisor } from './triggers/trigger-supervisor.ts';
import type { VaultService } from './vault/vault-service.ts';
import type { WebhookService } from './webhooks/webhook-service.ts';

/** What handlers and the command work with: the host's parts, each with one job. */
export type HostServices = {
  /** What is the same for everybody who asks. */
  info(): Omit<AppInfo, 'role' | 'rights'>;
  catalog(): Promise<Catalog>;
  /** CSV text as records, read the way `files.read` reads a file; `warn` hears its warnings. */
  readCsv(text: string, warn: (warning: RunWarning) => void): Promise<JsonObject[]>;
  /** What a JSONata expression makes of a record. */
  previewExpression: ExpressionPreviewer;
  store: Store;
  flows: FlowService;
  folders: FolderService;
  activations: ActivationService;
  triggers: TriggerSupervisor;
  safeMode: SafeMode;
  templates: TemplateService;
  budgets: CallBudgets;
  connections: ConnectionService;
  credentials: CredentialService;
  keyStores: KeyStoreReader;
  forecasts: ForecastService;
  runs: RunService;
  failureFolders: FailureFolders;
  history: HistoryService;
  vault: VaultService;
  webhooks: WebhookService;
  practice: PracticeService;
  changes: Changes;
  log: Log;
};
