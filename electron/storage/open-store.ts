import type { ErrorDescription, MillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { RunRecorder } from '../ports/run.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { type ActivationStore, createActivationStore } from './activations.ts';
import { type AppliedWriteStore, createAppliedWriteStore } from './applied-writes.ts';
import { createBackupSchedule } from './backup-schedule.ts';
import { type CallBudgetStore, createCallBudgetStore } from './call-budgets.ts';
import { type CalledRunStore, createCalledRunStore } from './called-runs.ts';
import { countChange } from './changes.ts';
import { type ConnectionStore, createConnectionStore } from './connections.ts';
import type { StoreContext } from './context.ts';
import { type CredentialStore, createCredentialStore } from './credentials.ts';
import { createFlowStore, type FlowStore } from './flows.ts';
import { interruptUnfinishedRuns } from './interrupted-runs.ts';
import { createJournalStore, type JournalStore } from './journal.ts';
import { forgetNeverBegun } from './never-begun.ts';
import { openStoreDatabase } from './open-store-database.ts';
import { createOutsideCallStore } from './outside-calls.ts';
import { createPlanStore, type PlanStore } from './plans.ts';
import { createPrincipalStore, type PrincipalStore } from './principals.ts';
import { createRetryStore, type RetryStore } from './retries.ts';
import { createRunRecorder, type RecorderOptions } from './run-recorder.ts';
import { createRunRequestStore, type RunRequestStore } from './run-requests.ts';
import { createRunStore, type RunStore } from './runs.ts';
import { createSettingStore, type SettingStore } from './settings.ts';
import { createSharedCommits } from './shared-commits.ts';
import { createStartStore, type StartStore } from './starts.ts';
import { createTriggerStore, type TriggerStore } from './triggers.ts';
import { createValueStore, type ValueStore } from './values.ts';
import { createWebhookStore, type WebhookStore } from './webhooks.ts';
import { createWrappedKeyStore, type WrappedKeyStore } from './wrapped-keys.ts';

export type StoreOptions = {
  files: StoreFiles;
  clock: Clock;
  random: Random;
  /** Hears of a backup that couldn't be made, such as on a full disk. Nothing that was saved depends on it. */
  backupFailed?: (error: MillraceError) => void;
};

/** Everything that outlives a process. One owner at a time: take the lock of the folder before opening. */
export type Store = {
  readonly folder: string;
  readonly flows: FlowStore;
  readonly connections: ConnectionStore;
  readonly credentials: CredentialStore;
  /** The identities of the named credentials. */
  readonly principals: PrincipalStore;
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly runRequests: RunRequestStore;
  readonly plans: PlanStore;
  /** What runs took from the plans that they apply. */
  readonly appliedWrites: AppliedWriteStore;
  readonly callBudgets: CallBudgetStore;
  /** Runs that other runs called. */
  readonly calledRuns: CalledRunStore;
  readonly retries: RetryStore;
  /** Which flows start by themselves. */
  readonly activations: ActivationStore;
  readonly triggers: TriggerStore;
  /** How starts of Millrace went. */
  readonly starts: StartStore;
  readonly settings: SettingStore;
  readonly values: ValueStore;
  readonly webhooks: WebhookStore;
  readonly wrappedKeys: WrappedKeyStore;
  /** What opening had to mend, to be shown to the person; empty as a rule. */
  readonly notices: readonly ErrorDescription[];
  /** Ids of the runs that the end of the last owner interrupted. */
  readonly interruptedRuns: readonly string[];
  /** Records one run. */
  createRunRecorder(options?: RecorderOptions): RunRecorder;
  /** Resolves once what runs have told so far outlives the process, as far as it can be kept. */
  recorded(): Promise<void>;
  /** Makes a backup if anything changed, and closes. Nothing may be called afterwards. */
  close(): void;
};

/**
 * Opens the store of a folder: makes it when there is none, brings an older one up to date (keeping a copy), mends a
 * damaged one from its newest good backup (keeping the damaged file), and marks runs that were cut off.
 *
 * Throws STORE_NEWER leaving everything as it is, STORE_DAMAGED where nothing good is left, STORE_UNWRITABLE,
 * SQLITE_TOO_OLD.
 */
export function openStore({ files, clock, random, backupFailed = () => undefined }: StoreOptions): Store {
  const notices: ErrorDescription[] = [];
  const database = openStoreDatabase({ files, clock, notices });
  try {
    const schedule = createBackupSchedule(files, database, clock, backupFailed);
    const change: StoreContext['change'] = (work) => {
      const result = database.transaction(() => {
        const made = work();
        countChange(database);
        return made;
      });
      schedule.changed();
      return result;
    };
    forgetNeverBegun({ database });
    const commits = createSharedCommits(database, clock);
    const context: StoreContext = { database, clock, random, folder: files.folder, change, commits };
    const flows = createFlowStore(context);
    const principals = createPrincipalStore(context);
    const runRequests = createRunRequestStore(context);
    const outside = createOutsideCallStore(context);
    return {
      folder: files.folder,
      notices,
      interruptedRuns: interruptUnfinishedRuns(context),
      flows,
      connections: createConnectionStore(context, flows.users.of),
      credentials: createCredentialStore(context, principals),
      principals,
      runs: createRunStore(context, outside.removed),
      journal: createJournalStore(context, outside),
      plans: createPlanStore(context),
      appliedWrites: createAppliedWriteStore(context),
      callBudgets: createCallBudgetStore(context),
      calledRuns: createCalledRunStore(context, runRequests),
      retries: createRetryStore(context),
      runRequests,
      activations: createActivationStore(context, flows),
      triggers: createTriggerStore(context, runRequests),
      starts: createStartStore(context),
      settings: createSettingStore(context),
      values: createValueStore(context),
      webhooks: createWebhookStore(context),
      wrappedKeys: createWrappedKeyStore(context),
      createRunRecorder: (options) => createRunRecorder(context, options),
      recorded: commits.settled,
      close() {
        commits.settle();
        schedule.finish();
        database.close();
      },
    };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
