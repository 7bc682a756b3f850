import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RecordRelative } from '../../shared/contract/index.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { classNames } from '../ui/class-names.ts';
import { Button, ErrorCard, SkeletonRows, textOfValue } from '../ui/index.ts';
import styles from './record-trace-view.module.css';
import { type Station, wayOf } from './record-way.ts';

/** Records of one station that are named; the others are counted. */
const NAMED = 20;

type Props = {
  runId: string;
  state: RunState;
  record: RecordRelative;
  onFollow: (record: RecordRelative) => void;
  onClose: () => void;
};

/** A record followed backwards and forwards through a run: where it came from, what came of it, where it ended. */
export function RecordTraceView({ runId, state, record, onFollow, onClose }: Props) {
  const client = useHost();
  const title = useRef<HTMLHeadingElement>(null);
  const { step, port, index } = record;
  const trace = useResource(`trace ${runId} ${step} ${port} ${index} ${state.status}`, () =>
    client.runs.trace({ runId, step, port, index }),
  );
  // The table, or the button of the record before, is gone: reading goes on with this record.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record is what focus follows
  useEffect(() => title.current?.focus(), [step, port, index]);

  const name = state.header.steps.find(({ id }) => id === step)?.name ?? step;
  const way = trace.data && wayOf(state, record, trace.data);
  return (
    <div className={styles.trace}>
      <header className={styles.head}>
        <Button size="small" icon={ArrowLeft} onClick={onClose}>
          All records
        </Button>
        <h3 className={styles.title} ref={title} tabIndex={-1}>
          Record {formatNumber(index + 1)} of “{name}”
        </h3>
      </header>
      {trace.error && !way && <ErrorCard error={trace.error} onRetry={trace.refresh} />}
      {trace.showSkeleton && <SkeletonRows />}
      {way && (
        <ol className={styles.way} aria-label="Way of the record, from its source on">
          {way.stations.map((station) => (
            <StationItem key={`${station.step} ${station.port}`} {...{ runId, station, onFollow }} />
          ))}
          {way.endings.map((ending) => (
            <li key={ending} className={styles.ending}>
              {ending}
            </li>
          ))}
        </ol>
      )}
      {way?.more && <p className={styles.note}>It has more than 500 relatives; the nearest are shown.</p>}
      {way?.stations.length === 1 && way.endings.length === 0 && (
        <p className={styles.note}>It came of no other record, and no step received it.</p>
      )}
    </div>
  );
}

function StationItem({ runId, station, onFollow }: { runId: string; station: Station; onFollow: Props['onFollow'] }) {
  const { name, port, records, here } = station;
  const [first] = records;
  return (
    <li className={classNames(styles.station, here && styles.here)} aria-current={here ? 'step' : undefined}>
      <p className={styles.step}>
        <span className={styles.name}>{name}</span>
        {port !== 'out' && <span className={styles.port}>{port.replaceAll('_', ' ')}</span>}
        {records.length > 1 && <span className={styles.port}>{formatCount(records.length, 'record')}</span>}
        {here && <span className={styles.port}>this record</span>}
        {!here &&
          records.slice(0, NAMED).map((record) => (
            <button key={record.index} type="button" className={styles.record} onClick={() => onFollow(record)}>
              Record {formatNumber(record.index + 1)}
            </button>
          ))}
        {records.length > NAMED && <span className={styles.port}>and {formatNumber(records.length - NAMED)} more</span>}
      </p>
      {records.length === 1 && first && <Values runId={runId} record={first} open={here} name={name} />}
    </li>
  );
}

/** The fields of a record, read when they are opened. */
function Values({ runId, record, open, name }: { runId: string; record: RecordRelative; open: boolean; name: string }) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className={styles.values}>
      <summary>
        Values<span className="visually-hidden"> at {name}</span>
      </summary>
      {isOpen && <Fields runId={runId} record={record} />}
    </details>
  );
}

function Fields({ runId, record: { step, port, index } }: { runId: string; record: RecordRelative }) {
  const client = useHost();
  const page = useResource(`record ${runId} ${step} ${port} ${index}`, () =>
    client.runs.records({ runId, step, port, offset: index, limit: 1 }),
  );
  if (page.error) return <ErrorCard error={page.error} onRetry={page.refresh} />;
  if (!page.data) return null;
  const [record] = page.data.records;
  if (!record) return <p className={styles.note}>It wasn’t kept: the run had more data than is kept of one run.</p>;
  if (Object.keys(record).length === 0) return <p className={styles.note}>It has no fields.</p>;
  return (
    <dl className={styles.fields}>
      {Object.entries(record).map(([key, value]) => (
        <div key={key} className={styles.field}>
          <dt>{key}</dt>
          <dd>{textOfValue(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
