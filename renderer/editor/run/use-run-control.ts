import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ErrorDescription, toMillraceError } from '../../../shared/errors/index.ts';
import { problemsThatStop } from '../../../shared/flow/problems.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import type { ScopedSteps } from '../../../shared/run/scope.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalogStore } from '../../stores/catalog.ts';
import { checkNow } from '../../stores/check-now.ts';
import { navigate } from '../../stores/navigation.ts';
import { elapsedBy } from '../../stores/run-clock.ts';
import { isRunning } from '../../stores/run-store.ts';
import type { EditorSession } from '../../stores/session.ts';
import { announce } from '../../ui/live-regions.tsx';
import { showToast } from '../../ui/toasts.ts';
import type { Autosave } from '../autosave.ts';
import { showProblems } from '../mend.ts';
import { followRun } from './follow-run.ts';
import { describeOutcome, type RunOutcome } from './run-outcome.ts';
import { type RunPart, stepsOfPart } from './run-part.ts';

/** What stands in the banner after a run: its outcome, or why it didn’t start. */
export type RunNotice = (RunOutcome & { kind: 'banner' }) | { kind: 'refused'; error: ErrorDescription };

/** One field of the form that a manual trigger asks before a run. */
export type AskedField = { name: string; type: string; label: string; default?: unknown };

/** Starting, following and stopping runs of the open flow. */
export function useRunControl(session: EditorSession, autosave: Autosave, revision: number) {
  const host = useHost();
  const [notice, setNotice] = useState<RunNotice>();
  const [asked, setAsked] = useState<{ fields: AskedField[]; part: RunPart }>();
  const following = useRef<AbortController>(undefined);

  const follow = useCallback(
    async (runId: string, tellsEnd: boolean) => {
      following.current?.abort();
      const abort = new AbortController();
      following.current = abort;
      await followRun(host, session, runId, abort.signal);
      const { state } = session.runs.getState();
      if (abort.signal.aborted || !state || !tellsEnd || isRunning(session.runs.getState())) return;
      const outcome = describeOutcome(state, session.documents.getState().content.document);
      announce(outcome.announcement, outcome.kind === 'banner' && outcome.tone === 'error' ? 'assertive' : 'polite');
      const seePlan = { label: 'See the plan', run: () => navigate({ screen: 'run', runId }) };
      if (outcome.kind === 'toast') showToast(outcome.text, outcome.showsPlan ? { action: seePlan } : {});
      else setNotice(outcome);
    },
    [host, session],
  );

  useEffect(() => {
    let open = true;
    host.runs.latest({ flowId: session.flowId }).then(
      (latest) => {
        if (!open || !latest || session.runs.getState().runId) return;
        const { document } = session.documents.getState().content;
        const { summary, state } = latest;
        session.runs
          .getState()
          .show(summary.runId, state, summary.revision === revision ? document : undefined, clockStartOf(state));
        if (isRunning(session.runs.getState())) void follow(latest.summary.runId, true);
      },
      () => {
        // Without the last run there is no overlay; editing and running work all the same.
      },
    );
    return () => {
      open = false;
      following.current?.abort();
    };
  }, [host, session, revision, follow]);

  const start = useCallback(
    async (input: JsonObject[] | undefined, part: RunPart) => {
      const { runs, documents } = session;
      setNotice(undefined);
      setAsked(undefined);
      runs.getState().setStarting(true);
      try {
        if (!(await autosave.flush())) {
          runs.getState().setStarting(false);
          return;
        }
        const { runId } = await host.runs.start({
          flowId: session.flowId,
          ...(input ? { input } : {}),
          ...part,
          ...testingOf(session, part),
        });
        runs.getState().begin(runId, documents.getState().content.document);
        announce('Run started.');
        await follow(runId, true);
      } catch (thrown) {
        runs.getState().setStarting(false);
        setNotice({ kind: 'refused', error: toMillraceError(thrown).describe() });
      }
    },
    [host, session, autosave, follow],
  );

  const run = useCallback(
    (part: RunPart = {}) => {
      if (isRunning(session.runs.getState())) return;
      const { document } = session.documents.getState().content;
      let steps: ScopedSteps;
      try {
        steps = stepsOfPart(session, part);
      } catch (thrown) {
        setNotice({ kind: 'refused', error: toMillraceError(thrown).describe() });
        return;
      }
      const { catalog } = useCatalogStore.getState();
      // A flow that nothing starts has no steps that take part, yet a problem.
      const runs = steps.runs.size > 0 ? steps.runs : undefined;
      const stopping = problemsThatStop(checkNow(session), document, catalog, runs);
      if (stopping.length > 0) {
        showProblems(session);
        announce(
          `The flow has ${stopping.length === 1 ? 'a problem' : `${stopping.length} problems`}, so it wasn’t run.`,
        );
        return;
      }
      const asking = document.steps.find(({ id, type }) => type === 'manual' && steps.runs.has(id));
      const fields = askedFields(asking?.settings?.fields);
      if (fields.length > 0) setAsked({ fields, part });
      else void start(undefined, part);
    },
    [session, start],
  );

  /** Follows a run of this flow that was asked to go on. */
  const goOn = useCallback(
    async (runId: string) => {
      setNotice(undefined);
      try {
        const { state } = await host.runs.get({ runId });
        session.runs.getState().show(runId, state, session.documents.getState().content.document, clockStartOf(state));
        await follow(runId, true);
      } catch (thrown) {
        setNotice({ kind: 'refused', error: toMillraceError(thrown).describe() });
      }
    },
    [host, session, follow],
  );

  const runOnly = useCallback((step: string) => run({ scope: { kind: 'only', step } }), [run]);

  const stop = useCallback(() => {
    const { runId } = session.runs.getState();
    if (!runId || !isRunning(session.runs.getState())) return;
    host.runs.cancel({ runId }).catch((thrown: unknown) => {
      setNotice({ kind: 'refused', error: toMillraceError(thrown).describe() });
    });
  }, [host, session]);

  return useMemo(
    () => ({
      run,
      runOnly,
      stop,
      start,
      notice,
      dismiss: () => setNotice(undefined),
      goOn,
      asked,
      cancelAsking: () => setAsked(undefined),
    }),
    [run, runOnly, stop, start, notice, asked, goOn],
  );
}

/** This window’s clock, in ms, when the run’s own stood at 0. */
function clockStartOf(state: RunState): number {
  return performance.now() - elapsedBy(state, Date.now());
}

/** What only tests do: a dry run is of what the flow would really do. */
function testingOf({ view, documents }: EditorSession, { dryRun }: RunPart) {
  if (dryRun) return {};
  const ids = new Set(documents.getState().content.document.steps.map(({ id }) => id));
  const breakpoints = view.getState().breakpoints.filter(({ step }) => ids.has(step));
  return { usesPinned: true, ...(breakpoints.length > 0 ? { breakpoints } : {}) };
}

export type RunControl = ReturnType<typeof useRunControl>;

function askedFields(value: unknown): AskedField[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isJsonObject)
    .flatMap(({ name, type, label, default: initial }) =>
      typeof name === 'string' && name !== ''
        ? [{ name, type: String(type ?? 'text'), label: String(label || name), default: initial }]
        : [],
    );
}
