import { firstTables } from './001-first-tables.ts';
import { connectionEdits } from './002-connection-edits.ts';
import { namedCredentials } from './003-named-credentials.ts';
import { runLineage } from './004-run-lineage.ts';
import { runRequests } from './005-run-requests.ts';
import { storedValues } from './006-stored-values.ts';
import { runPlans } from './007-run-plans.ts';
import { triggers } from './008-triggers.ts';
import { runLimits } from './009-run-limits.ts';
import { webhooks } from './010-webhooks.ts';
import { callBudgets } from './011-call-budgets.ts';
import { calledRuns } from './012-called-runs.ts';
import { runTotals } from './013-run-totals.ts';
import { unfinishedStarts } from './014-unfinished-starts.ts';
import { planNotes } from './015-plan-notes.ts';
import { runRetries } from './016-run-retries.ts';
import { outsideCalls } from './017-outside-calls.ts';
import { callPlaces } from './018-call-places.ts';
import { appliedWrites } from './019-applied-writes.ts';
import type { StoreMigration } from './migration.ts';

/** Every migration, in the order of their versions. A released one is never changed; a new one is added. */
export const storeMigrations: readonly StoreMigration[] = [
  firstTables,
  connectionEdits,
  namedCredentials,
  runLineage,
  runRequests,
  storedValues,
  runPlans,
  triggers,
  runLimits,
  webhooks,
  callBudgets,
  calledRuns,
  runTotals,
  unfinishedStarts,
  planNotes,
  runRetries,
  outsideCalls,
  callPlaces,
  appliedWrites,
];
