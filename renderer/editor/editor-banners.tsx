import type { ErrorDescription } from '../../shared/errors/index.ts';
import { explainFailure } from '../../shared/failures/index.ts';
import { focusStep } from '../canvas/canvas-keys.ts';
import { FailureActions } from '../runs/failure-actions.tsx';
import { isFailing } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { useConnections, useDocument, useSession } from '../stores/session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ActivationBanners } from './activation-state.tsx';
import type { SaveState } from './autosave.ts';
import { mendInEditor } from './mend.ts';
import { PinnedBanner } from './run/pinned-banner.tsx';
import type { RunControl } from './run/use-run-control.ts';

type Props = { save: SaveState; onSaveAgain(): void; onReload(): void; control: RunControl };

/** What concerns the whole flow: a save that failed, a run that did, connections that don’t work. */
export function EditorBanners({ save, onSaveAgain, onReload, control }: Props) {
  const session = useSession();
  const { notice, dismiss, goOn } = control;
  const { runId } = session.runs.getState();
  const showStep = (stepId: string) => {
    session.view.getState().select([stepId]);
    session.view.getState().set({ inspectorOpen: true, inspectorTab: 'output' });
    focusStep(session, stepId);
  };
  return (
    <>
      {save.kind === 'failed' && (
        <Banner
          tone="error"
          actions={
            <Button size="small" onClick={onSaveAgain}>
              Try again
            </Button>
          }
        >
          Changes aren’t being saved: {save.error.message} {save.error.why} Your work is kept in memory.
        </Banner>
      )}
      {save.kind === 'conflict' && (
        <Banner
          tone="error"
          actions={
            <Button size="small" onClick={onReload}>
              Load the newer version
            </Button>
          }
        >
          This flow was changed in another window, so your last changes weren’t saved. Loading the newer version drops
          them.
        </Banner>
      )}
      {notice?.kind === 'banner' && (
        <Banner
          tone={notice.tone}
          onDismiss={dismiss}
          actions={
            <>
              {notice.step && (
                <Button size="small" onClick={() => notice.step && showStep(notice.step)}>
                  Show
                </Button>
              )}
              {notice.failure && (
                <FailureActions
                  failure={notice.failure}
                  runId={runId}
                  flowId={session.flowId}
                  size="small"
                  copies={notice.failure.remedies.length === 1}
                  onMend={(remedy) => mendInEditor(session, remedy)}
                  onResumed={() => runId !== undefined && void goOn(runId)}
                />
              )}
            </>
          }
        >
          {notice.text}
        </Banner>
      )}
      {notice?.kind === 'refused' && <RefusedBanner error={notice.error} control={control} />}
      <FailingConnections />
      <ActivationBanners />
      <PinnedBanner />
    </>
  );
}

/** Why the flow didn’t run at all, and what can be done about it. */
function RefusedBanner({ error, control: { dismiss, run } }: { error: ErrorDescription; control: RunControl }) {
  const session = useSession();
  const failure = explainFailure(error);
  return (
    <Banner
      tone="error"
      onDismiss={dismiss}
      actions={
        <>
          <Button size="small" onClick={() => run()}>
            Try again
          </Button>
          <FailureActions
            failure={failure}
            flowId={session.flowId}
            size="small"
            copies={failure.remedies.length === 1}
            onMend={(remedy) => mendInEditor(session, remedy)}
          />
        </>
      }
    >
      The flow didn’t run. {failure.title}. {failure.cause} {failure.fix}
    </Banner>
  );
}

function FailingConnections() {
  const bound = useDocument(({ content }) => content.bindings);
  const slots = useDocument(({ content }) => content.document.connections);
  const used = new Set(Object.keys(slots ?? {}).flatMap((slot) => bound[slot] ?? []));
  const connections = useConnections().filter(({ id }) => used.has(id));
  const failing = connections.filter(isFailing);
  const [first] = failing;
  if (!first) return null;
  const names = failing.map(({ name }) => `“${name}”`).join(', ');
  return (
    <Banner
      tone="warn"
      actions={
        <Button size="small" onClick={() => navigate({ screen: 'connection', connectionId: first.id, tab: 'details' })}>
          Open connection
        </Button>
      }
    >
      {failing.length} of {used.size} {used.size === 1 ? 'connection' : 'connections'}{' '}
      {failing.length === 1 ? 'isn’t' : 'aren’t'} working: {names}.{' '}
      {first.lastTest && !first.lastTest.succeeded ? first.lastTest.message : ''}
    </Banner>
  );
}
