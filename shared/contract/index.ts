import { appContract } from './app.ts';
import { budgetsContract } from './budgets.ts';
import { catalogContract } from './catalog.ts';
import { connectionsContract } from './connections.ts';
import { credentialsContract } from './credentials.ts';
import { expressionsContract } from './expressions.ts';
import { flowsContract } from './flows.ts';
import { foldersContract } from './folders.ts';
import { historyContract } from './history.ts';
import { practiceContract } from './practice.ts';
import { runsContract } from './runs.ts';
import { templatesContract } from './templates.ts';
import { vaultContract } from './vault.ts';
import { webhooksContract } from './webhooks.ts';

/** Everything that a renderer or a command may ask of the host; implemented in `electron/host/handlers`. */
export const contract = {
  app: appContract,
  budgets: budgetsContract,
  catalog: catalogContract,
  connections: connectionsContract,
  credentials: credentialsContract,
  expressions: expressionsContract,
  flows: flowsContract,
  folders: foldersContract,
  history: historyContract,
  practice: practiceContract,
  runs: runsContract,
  templates: templatesContract,
  vault: vaultContract,
  webhooks: webhooksContract,
};

export type { AppInfo, Capabilities, HostChange, SafeMode } from './app.ts';
export type { ProcedureMeta } from './base.ts';
export type { CallBudget } from './budgets.ts';
export type { RemoteOption } from './catalog.ts';
export {
  AUTHORIZATION_MILLISECONDS,
  type AuthorizationEvent,
  type ConnectionPermissions,
  type ConnectionReminder,
  type ConnectionStatus,
  type ConnectionSummary,
  type ConnectionUser,
  GRANT_MILLISECONDS,
  type KeyStoreEntry,
  type KeyStoreListing,
  type ParameterDraft,
  type TestLine,
  type TestProgress,
  type TestResult,
} from './connections.ts';
export type { CredentialEntity, NamedCredential, Principal } from './credentials.ts';
export type { ExpressionPreview } from './expressions.ts';
export type {
  ActivationReview,
  ExportedFlow,
  FlowActivation,
  FlowRecord,
  FlowSummary,
  MissedRun,
  ReviewedProblem,
  TriggerTrouble,
} from './flows.ts';
export type { FolderCheck } from './folders.ts';
export type { Forecast } from './forecast.ts';
export type { History } from './history.ts';
export type { KeptWrite, MovedWrite, PlanApplication, PlanPage } from './plans.ts';
export type { PracticeStatus } from './practice.ts';
export type { RecordRelative, RecordTrace, TracedRecord } from './record-trace.ts';
export type { RerunOption, RerunOptions, RerunRequest } from './reruns.ts';
export type { RunSummary } from './runs.ts';
export type { TemplateSummary } from './templates.ts';
export type { RestoredSecrets, VaultStatus } from './vault.ts';
export type { WebhookPortState, WebhookState, WebhookSummary } from './webhooks.ts';
