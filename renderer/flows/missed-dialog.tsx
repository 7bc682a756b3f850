import { useEffect, useRef, useState } from 'react';
import type { FlowSummary, MissedRun } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { formatCount } from '../format/count.ts';
import { formatMoment, formatMomentInFull } from '../format/time.ts';
import { useHost } from '../host/host-context.tsx';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { announce, Button, Dialog, ErrorCard, SkeletonRows, showToast, useScrollsByKey } from '../ui/index.ts';
import styles from './missed-dialog.module.css';

/** Moments that the dialog lists; the rest are counted. */
const SHOWN = 100;

/** The starts that an active flow missed and nobody has seen to, with what can be done about them (B10). */
export function MissedDialog({ flow, onClose }: { flow: Pick<FlowSummary, 'id' | 'name'>; onClose: () => void }) {
  const host = useHost();
  const mayRun = useMay('runFlows');
  const [found, setFound] = useState<{ missed: MissedRun[]; total: number }>();
  const [error, setError] = useState<MillraceError>();
  const [busy, setBusy] = useState<'latest' | 'all' | 'skip'>();
  useEffect(() => {
    host.flows
      .missed({ flowId: flow.id, unsettled: true, offset: 0, limit: SHOWN })
      .then(setFound, (thrown: unknown) => setError(toMillraceError(thrown)));
  }, [host, flow.id]);
  const list = useRef<HTMLDivElement>(null);
  const scrollsByKey = useScrollsByKey(list, 'Missed starts');
  const open = found?.missed.filter(({ state }) => state !== 'caught-up') ?? [];
  const caughtUp = (found?.missed.length ?? 0) - open.length;

  const choose = async (choice: 'latest' | 'all' | 'skip') => {
    setBusy(choice);
    try {
      const { runIds } = await host.flows.catchUp({ id: flow.id, choice });
      const text = choice === 'skip' ? 'Missed starts left out.' : `Started ${formatCount(runIds.length, 'run')}.`;
      announce(text);
      showToast(text);
      onClose();
    } catch (thrown) {
      setError(toMillraceError(thrown));
      setBusy(undefined);
    }
  };
  const button = (choice: 'latest' | 'all' | 'skip', label: string, busyLabel: string, primary = false) => (
    <Button
      variant={primary ? 'primary' : 'secondary'}
      busyLabel={busy === choice ? busyLabel : undefined}
      onClick={() => void choose(choice)}
    >
      {label}
    </Button>
  );

  return (
    <Dialog
      open
      title={`Missed starts of “${flow.name}”`}
      onClose={onClose}
      size="medium"
      actions={
        mayRun && open.length > 0 ? (
          <>
            {button('skip', caughtUp > 0 ? 'Leave the rest' : 'Skip', 'Leaving…')}
            {open.length > 1 && button('all', 'Run all', 'Starting…')}
            {button('latest', open.length > 1 ? 'Run latest' : 'Run now', 'Starting…', true)}
          </>
        ) : (
          <>
            <Button onClick={onClose}>Close</Button>
            {mayRun && found && found.total > 0 && button('skip', 'Done', 'Saving…', true)}
          </>
        )
      }
    >
      {error && <ErrorCard error={error} title="That didn’t work" />}
      {!found && !error && <SkeletonRows rows={3} />}
      {found && (
        <>
          <p>
            {formatCount(found.total, 'start was', 'starts were')} missed
            {caughtUp > 0 ? `, and ${formatCount(caughtUp, 'run has', 'runs have')} caught up.` : '.'}
          </p>
          <div ref={list} className={styles.scroll} {...scrollsByKey}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Was due</th>
                  <th scope="col">Why it was missed</th>
                  <th scope="col">What was done</th>
                </tr>
              </thead>
              <tbody>
                {found.missed.map((missed) => (
                  <tr key={missed.number}>
                    <td title={formatMomentInFull(missed.dueAt)}>
                      {formatMoment(missed.dueAt)}
                      {missed.more && ' and earlier'}
                    </td>
                    <td>{reasonOf(missed)}</td>
                    <td>
                      <Done missed={missed} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {found.total > found.missed.length && (
            <p>{formatCount(found.total - found.missed.length, 'earlier one isn’t', 'earlier ones aren’t')} shown.</p>
          )}
        </>
      )}
    </Dialog>
  );
}

function Done({ missed: { state, runId } }: { missed: MissedRun }) {
  if (state === 'caught-up' && runId) return <a href={addressOf({ screen: 'run', runId })}>Caught up by a run</a>;
  return state === 'skipped' ? 'Left out' : 'Nothing yet';
}

function reasonOf({ reason, detail }: MissedRun): string {
  switch (reason) {
    case 'closed':
      return 'Millrace was closed';
    case 'asleep':
      return 'The computer slept';
    case 'paused':
      return 'The flow was paused';
    case 'overlap':
      return 'A run was still going';
    case 'refused':
      return detail === '' ? 'The run couldn’t begin' : `The run couldn’t begin: ${detail}`;
  }
}
