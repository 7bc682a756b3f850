import { Fragment, useState } from 'react';
import type { RecordRelative } from '../../shared/contract/index.ts';
import type { FollowedRecord, Station, Way } from '../../shared/run/record-way.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { addressOf } from '../stores/navigation.ts';
import { classNames } from '../ui/class-names.ts';
import { ErrorCard, textOfValue } from '../ui/index.ts';
import styles from './record-trace-view.module.css';

/** Records of one station that are named; the others are counted. */
const NAMED = 20;
/** Called runs side by side that are told in full; the others are links. */
const RUNS_IN_FULL = 3;

type Props = { way: Way; pageRunId: string; onFollow: (record: FollowedRecord) => void };

/** The way of a record as a list of stations; called runs stand as lists in it, with links to them. */
export function RecordWay({ way, pageRunId, onFollow }: Props) {
  const isOnePage = way.run.runId === pageRunId && way.items.every(({ kind }) => kind !== 'run');
  return (
    <div>
      {!isOnePage && <RunName run={way.run} pageRunId={pageRunId} />}
      <Stations {...{ way, pageRunId, onFollow }} label="Way of the record, from its source on" />
    </div>
  );
}

function Stations({ way, pageRunId, onFollow, label }: Props & { label: string }) {
  const told = new Set(runsInFull(way));
  const others = way.items.filter((item) => item.kind === 'run' && !told.has(item));
  return (
    <ol className={styles.way} aria-label={label}>
      {way.items.map((item) => {
        if (item.kind === 'remark') {
          return (
            <li key={item.text} className={styles.ending}>
              {item.text}
            </li>
          );
        }
        if (item.kind === 'station') {
          return <StationItem key={`${item.step} ${item.port}`} station={item} onFollow={onFollow} />;
        }
        if (told.has(item)) {
          return (
            <li key={item.run.runId} className={styles.called}>
              <RunName run={item.run} pageRunId={pageRunId} />
              <Stations {...{ way: item, pageRunId, onFollow }} label={`Way through run ${item.run.number}`} />
            </li>
          );
        }
        return item === others[0] ? <OtherRuns key={item.run.runId} runs={others} /> : null;
      })}
    </ol>
  );
}

/** The called runs that are told in full: the one with the followed record, and the first others. */
function runsInFull({ items }: Way): Way[] {
  const called = items.filter((item) => item.kind === 'run');
  const first = called.slice(0, RUNS_IN_FULL);
  return called.filter((item) => item.hasHere || first.includes(item));
}

function OtherRuns({ runs }: { runs: Way['items'] }) {
  return (
    <li className={classNames(styles.called, styles.others)}>
      And{' '}
      {runs.map(
        (item, index) =>
          item.kind === 'run' && (
            <Fragment key={item.run.runId}>
              {index > 0 && ', '}
              <a href={addressOf({ screen: 'run', runId: item.run.runId })}>run {item.run.number}</a>
            </Fragment>
          ),
      )}
    </li>
  );
}

function RunName({ run: { runId, number, flowName }, pageRunId }: { run: Way['run']; pageRunId: string }) {
  return (
    <p className={styles.run}>
      {runId === pageRunId ? `Run ${number}` : <a href={addressOf({ screen: 'run', runId })}>Run {number}</a>} of “
      {flowName}”{runId === pageRunId && ', this run'}
    </p>
  );
}

function StationItem({ station, onFollow }: { station: Station; onFollow: Props['onFollow'] }) {
  const { name, port, records, here } = station;
  const [first] = records;
  return (
    <li className={classNames(styles.station, here && styles.here)} aria-current={here ? 'step' : undefined}>
      <p className={styles.step}>
        <span className={styles.name}>{name}</span>
        {port !== undefined && port !== 'out' && <span className={styles.port}>{port.replaceAll('_', ' ')}</span>}
        {records.length > 1 && <span className={styles.port}>{formatCount(records.length, 'record')}</span>}
        {here && (
          <span className={styles.port}>{port === undefined ? 'this record, as it came in' : 'this record'}</span>
        )}
        {!here &&
          records.slice(0, NAMED).map((record) => (
            <button key={record.index} type="button" className={styles.record} onClick={() => onFollow(record)}>
              Record {formatNumber(record.index + 1)}
            </button>
          ))}
        {records.length > NAMED && <span className={styles.port}>and {formatNumber(records.length - NAMED)} more</span>}
      </p>
      {records.length === 1 && first && <Values record={first} open={here} name={name} />}
    </li>
  );
}

/** The fields of a record, read when they are opened. */
function Values({ record, open, name }: { record: RecordRelative; open: boolean; name: string }) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className={styles.values}>
      <summary>
        Values<span className="visually-hidden"> at {name}</span>
      </summary>
      {isOpen && <Fields record={record} />}
    </details>
  );
}

function Fields({ record: { runId, step, port, index } }: { record: RecordRelative }) {
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
