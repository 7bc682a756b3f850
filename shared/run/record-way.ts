import type { RecordRelative, RecordTrace, TracedRecord } from '../contract/record-trace.ts';
import { explainFailure } from '../failures/index.ts';

type Run = RecordTrace['runs'][number];

/** A record that is followed, and the run that it belongs to. */
export type FollowedRecord = TracedRecord & { runId: string };

/**
 * A station of a record's way: a port of a step and the records that stood there, or (without a port) the followed record
 * as the step received it. `here` holds the record itself.
 */
export type Station = {
  kind: 'station';
  step: string;
  name: string;
  port?: string;
  records: RecordRelative[];
  here: boolean;
};

/** A sentence in a way: where it ended, or what isn't known any more. */
export type Remark = { kind: 'remark'; text: string };

/** The way through one run; runs that it called stand where they were called, before what came back. */
export type Way = { kind: 'run'; run: Run; hasHere: boolean; items: (Station | Remark | Way)[] };

/** Where an item of a way stands: by the step's place in the run, then by what happens first at a step. */
type Placed = { step: number; rank: number; item: Station | Remark | Way };
const RANK = { received: 0, called: 1, emitted: 2, ended: 3 };

/** The way of a record from where it came from to where it ended, through the outermost run that is known of. */
export function wayOf(trace: RecordTrace, record: FollowedRecord): Way {
  const known = new Map(trace.runs.map((run) => [run.runId, run]));
  // The run that was asked about is always among them.
  let outermost = known.get(record.runId) as Run;
  for (let next: Run | undefined = outermost; next; next = known.get(next.calledBy?.runId ?? '')) outermost = next;
  return runWay(trace, record, outermost);
}

function runWay(trace: RecordTrace, record: FollowedRecord, run: Run): Way {
  const order = new Map(run.steps.map(({ id }, index) => [id, index]));
  const placed: Placed[] = [];
  const place = (step: string, rank: number, item: Placed['item']) => {
    placed.push({ step: order.get(step) ?? 0, rank, item });
  };
  for (const station of stationsOf(trace, record, run)) {
    place(station.step, station.port === undefined ? RANK.received : RANK.emitted, station);
  }
  for (const called of trace.runs) {
    if (called.calledBy?.runId !== run.runId) continue;
    place(called.calledBy.step, RANK.called, runWay(trace, record, called));
  }
  for (const { step, text } of endingsOf(trace, run)) place(step, RANK.ended, { kind: 'remark', text });
  for (const gap of trace.gaps.filter(({ runId }) => runId === run.runId)) {
    const item = { kind: 'remark' as const, text: describeGap(gap, nameOf(run, gap.step)) };
    if (gap.why === 'called-run-gone') place(gap.step, RANK.called, item);
    else placed.push({ step: -1, rank: 0, item });
  }
  const items = placed.sort((one, other) => one.step - other.step || one.rank - other.rank).map(({ item }) => item);
  const hasHere = items.some((item) => (item.kind === 'station' ? item.here : item.kind === 'run' && item.hasHere));
  return { kind: 'run', run, hasHere, items };
}

/** The stations of one run, one for each port. */
function stationsOf(trace: RecordTrace, record: FollowedRecord, run: Run): Station[] {
  const stations = new Map<string, Station>();
  const stand = ({ step, port, ...relative }: RecordRelative, here: boolean) => {
    if (relative.runId !== run.runId) return;
    const key = `${step} ${port}`;
    const known = stations.get(key);
    if (known) known.records.push({ ...relative, step, port });
    else {
      const records = [{ ...relative, step, port }];
      stations.set(key, { kind: 'station', step, port, name: nameOf(run, step), records, here });
    }
  };
  if ('port' in record) stand(record, true);
  for (const relative of [...trace.from, ...trace.to]) stand(relative, false);
  for (const { records } of stations.values()) records.sort((one, other) => one.index - other.index);
  const inOrder = [...stations.values()].sort((one, other) => (one.port ?? '').localeCompare(other.port ?? ''));
  if ('port' in record || record.runId !== run.runId) return inOrder;
  // A record as it was received is the one that the step before handed on.
  const [same] = trace.from;
  const { step } = record;
  return [{ kind: 'station', step, name: nameOf(run, step), records: same ? [same] : [], here: true }, ...inOrder];
}

/** Where the way ended in a run, one sentence for each step and what became of it there. */
function endingsOf(trace: RecordTrace, run: Run): { step: string; text: string }[] {
  const ended = trace.endings.filter(({ runId }) => runId === run.runId);
  return [...Map.groupBy(ended, ({ step, became }) => `${became} ${step}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    return { step: first.step, text: describeEnding(first, alike.length, run) };
  });
}

function describeEnding({ step, became, error }: RecordTrace['endings'][number], count: number, run: Run): string {
  const name = nameOf(run, step);
  const it = count === 1 ? 'It' : counted(count, 'record');
  if (became === 'failed') {
    const why = error ? `: ${explainFailure(error).title}` : '';
    return count === 1 ? `Failed at “${name}”${why}.` : `${it} failed at “${name}”${why}.`;
  }
  if (became === 'filtered') return `${it} ended at “${name}”, which handed nothing on.`;
  if (became === 'skipped') {
    const isWhole = run.status === 'succeeded' || run.status === 'partly_succeeded';
    if (!isWhole) return `${it} ended at “${name}”, where the run did.`;
    return `${it} ${count === 1 ? 'wasn’t' : 'weren’t'} tried at “${name}”: the run needed no more.`;
  }
  return `${it} ${count === 1 ? 'is' : 'are'} at “${name}” now.`;
}

function describeGap({ why, count, number, flowName }: RecordTrace['gaps'][number], name: string): string {
  if (why === 'kept-less') return 'This run didn’t keep which record came of which.';
  if (why === 'calling-run-gone') return `Run ${number} of “${flowName}”, which called this run, isn’t kept any more.`;
  if (count > 1) return `${counted(count, 'run')} that “${name}” called aren’t kept any more.`;
  return number === undefined
    ? `The run that “${name}” called isn’t kept any more.`
    : `Run ${number}, which “${name}” called, isn’t kept any more.`;
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}s`;
}

function nameOf(run: Run, stepId: string): string {
  return run.steps.find(({ id }) => id === stepId)?.name ?? stepId;
}
