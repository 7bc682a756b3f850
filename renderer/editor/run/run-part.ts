import { findTriggers } from '../../../shared/flow/problems.ts';
import { type RunScope, type ScopedSteps, stepsInScope } from '../../../shared/run/scope.ts';
import { useCatalogStore } from '../../stores/catalog.ts';
import type { EditorSession } from '../../stores/session.ts';
import { slotOfNodeId } from '../../stores/view-store.ts';

/** What of the open flow is to run, how many records of each source, and whether writes are withheld. */
export type RunPart = { scope?: RunScope; firstRecords?: number; dryRun?: true };

/** The steps that take part in a test run. Throws RUN_SCOPE_WRONG for a part that can’t run by itself. */
export function stepsOfPart({ documents }: EditorSession, { scope, dryRun }: RunPart): ScopedSteps {
  const { document } = documents.getState().content;
  const triggers = findTriggers(document, useCatalogStore.getState().catalog);
  return stepsInScope(document, triggers, scope, new Set(dryRun ? [] : Object.keys(document.pinned ?? {})));
}

/** The step that “this step” means in a menu: the only selected one. */
export function selectedStep(selectedIds: readonly string[]): string | undefined {
  const [only, ...others] = selectedIds;
  return only !== undefined && others.length === 0 && slotOfNodeId(only) === undefined ? only : undefined;
}
