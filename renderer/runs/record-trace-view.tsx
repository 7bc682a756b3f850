import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type FollowedRecord, wayOf } from '../../shared/run/record-way.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { Button, ErrorCard, SkeletonRows } from '../ui/index.ts';
import styles from './record-trace-view.module.css';
import { RecordWay } from './record-way-list.tsx';

type Props = {
  /** The run whose page this is. */
  state: RunState;
  record: FollowedRecord;
  /** What closing goes back to. */
  backTo: string;
  onFollow: (record: FollowedRecord) => void;
  onClose: () => void;
};

/** A record followed backwards and forwards, through the runs that were called too: where it came from, where it ended. */
export function RecordTraceView({ state, record, backTo, onFollow, onClose }: Props) {
  const client = useHost();
  const title = useRef<HTMLHeadingElement>(null);
  const key = Object.values(record).join(' ');
  const trace = useResource(`trace ${key} ${state.status}`, () => client.runs.trace(record));
  // The table, or the button of the record before, is gone: reading goes on with this record.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record is what focus follows
  useEffect(() => title.current?.focus(), [key]);

  const way = trace.data && wayOf(trace.data, record);
  const isAlone = way?.items.length === 1 && trace.data?.runs.length === 1;
  return (
    <div className={styles.trace}>
      <header className={styles.head}>
        <Button size="small" icon={ArrowLeft} onClick={onClose}>
          {backTo}
        </Button>
        <h3 className={styles.title} ref={title} tabIndex={-1}>
          {titleOf(record, state, trace.data?.runs)}
        </h3>
      </header>
      {trace.error && !way && <ErrorCard error={trace.error} onRetry={trace.refresh} />}
      {trace.showSkeleton && <SkeletonRows />}
      {way && <RecordWay way={way} pageRunId={state.header.runId} onFollow={onFollow} />}
      {trace.data?.more && (
        <p className={styles.note}>It has more relatives than can be shown; the nearest are here.</p>
      )}
      {isAlone && <p className={styles.note}>It came of no other record, and no step received it.</p>}
    </div>
  );
}

type NamedRun = { runId: string; number: number; flowName: string; steps: { id: string; name: string }[] };

/** Names the record; its run too, where that is another one than the page's. */
function titleOf(record: FollowedRecord, { header }: RunState, runs: readonly NamedRun[] = []): string {
  const run = runs.find(({ runId }) => runId === record.runId);
  const steps = record.runId === header.runId ? header.steps : (run?.steps ?? []);
  const name = steps.find(({ id }) => id === record.step)?.name ?? record.step;
  const number = formatNumber(('place' in record ? record.place : record.index) + 1);
  const what = 'place' in record ? `Record ${number} as “${name}” received it` : `Record ${number} of “${name}”`;
  return run && record.runId !== header.runId ? `${what}, run ${run.number} of “${run.flowName}”` : what;
}
