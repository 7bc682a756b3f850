import { CircleCheck, Power } from 'lucide-react';
import { useState } from 'react';
import type { FlowSummary, TriggerTrouble } from '../../shared/contract/index.ts';
import { explainFailure } from '../../shared/failures/index.ts';
import { ActivateDialog } from '../flows/activate-dialog.tsx';
import { deactivateFlow } from '../flows/flow-actions.ts';
import { MissedDialog } from '../flows/missed-dialog.tsx';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { FailureActions } from '../runs/failure-actions.tsx';
import { useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import { useSession } from '../stores/session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useKeptFocus } from '../ui/kept-focus.ts';
import type { Autosave, SaveState } from './autosave.ts';
import styles from './editor-header.module.css';
import { mendInEditor } from './mend.ts';
import { showProblem } from './panels/problems-panel.tsx';

/** The open flow as the host last told of it. */
function useSummary(): FlowSummary | undefined {
  const { flowId } = useSession();
  return useHostData(({ flows }) => flows.data?.find(({ id }) => id === flowId));
}

/** True when the draft isn't what is active. */
function hasChanges({ revision, activation }: FlowSummary, save: SaveState): boolean {
  return activation !== null && (activation.revision !== revision || save.kind !== 'saved');
}

/** “Draft”, or which version is active and whether the draft differs. */
export function ActivationText({ save }: { save: SaveState }) {
  const summary = useSummary();
  const { activation } = summary ?? {};
  if (!summary || !activation) {
    return <span className={styles.draft}>{summary?.status === 'inactive' ? 'Inactive' : 'Draft'}</span>;
  }
  return (
    <>
      <span className={styles.draft} data-active={activation.pausedAt === null || undefined} data-testid="active-state">
        {activation.pausedAt === null && <CircleCheck size={12} strokeWidth={2} aria-hidden />}
        {activation.pausedAt === null ? 'Active' : 'Paused'}: version {activation.revision}
      </span>
      {hasChanges(summary, save) && <span className={styles.changes}>Draft has changes</span>}
    </>
  );
}

/** Activate, Activate changes, Deactivate: what fits the flow as it stands. */
export function ActivationButtons({ save, autosave }: { save: SaveState; autosave: Autosave }) {
  const host = useHost();
  const session = useSession();
  const summary = useSummary();
  const mayRun = useMay('runFlows');
  const [reviewing, setReviewing] = useState(false);
  const activation = summary?.activation ?? null;
  const offers = !activation ? 'Activate' : summary && hasChanges(summary, save) ? 'Activate changes' : undefined;
  useKeptFocus(offers !== undefined);
  useKeptFocus(activation !== null);
  if (!summary || !mayRun) return null;
  return (
    <>
      {offers && <Button onClick={() => setReviewing(true)}>{offers}</Button>}
      {activation && <IconButton icon={Power} label="Deactivate" onClick={() => void deactivateFlow(host, summary)} />}
      {reviewing && (
        <ActivateDialog
          flow={summary}
          prepare={() => autosave.flush()}
          onShow={(problem) => showProblem(session, problem)}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}

/** What keeps an active flow from starting by itself, and the runs that it missed. */
export function ActivationBanners() {
  const session = useSession();
  const summary = useSummary();
  const mayRun = useMay('runFlows');
  const [shown, setShown] = useState<'review' | 'missed'>();
  // The banner above all screens tells of safe mode.
  const inSafeMode = useHostData(({ info }) => (info.data?.safeMode ?? null) !== null);
  if (!summary?.activation) return null;
  const { pausedAt, pauseReason, troubles, missed } = summary.activation;
  const close = () => setShown(undefined);
  return (
    <>
      {pausedAt !== null && (
        <Banner
          tone="warn"
          actions={
            mayRun && (
              <Button size="small" onClick={() => setShown('review')}>
                Activate again
              </Button>
            )
          }
        >
          {pauseReason} It starts no more until you activate it again.
        </Banner>
      )}
      {!inSafeMode &&
        troubles.map((trouble) => <TroubleBanner key={trouble.step?.id ?? ''} trouble={trouble} flowId={summary.id} />)}
      {missed > 0 && (
        <Banner
          tone="info"
          actions={
            <Button size="small" onClick={() => setShown('missed')}>
              Show
            </Button>
          }
        >
          {formatCount(missed, 'start was', 'starts were')} missed.
        </Banner>
      )}
      {shown === 'review' && (
        <ActivateDialog flow={summary} onShow={(problem) => showProblem(session, problem)} onClose={close} />
      )}
      {shown === 'missed' && <MissedDialog flow={summary} onClose={close} />}
    </>
  );
}

/** What keeps a trigger of the flow from working, and what mends it. */
function TroubleBanner({ trouble: { step, error }, flowId }: { trouble: TriggerTrouble; flowId: string }) {
  const session = useSession();
  const failure = explainFailure(error, step ? { step } : {});
  return (
    <Banner
      tone="warn"
      actions={
        <FailureActions
          failure={failure}
          flowId={flowId}
          size="small"
          copies={failure.remedies.length === 1}
          onMend={(remedy) => mendInEditor(session, remedy)}
        />
      }
    >
      This flow can’t start by itself just now. {step ? `“${step.name}”: ` : ''}
      {failure.title}. {failure.cause} {failure.fix}
    </Banner>
  );
}
