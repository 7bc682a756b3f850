import type { RecordRelative, RecordTrace } from '../../shared/contract/index.ts';
import { explainFailure } from '../../shared/failures/index.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatCount } from '../format/count.ts';

/** A station of a record's way: a port of a step, and the records that stood there. `here` is the record itself. */
export type Station = { step: string; name: string; port: string; records: RecordRelative[]; here: boolean };

/** A way from its source to where it ended, station by station. */
export type Way = { stations: Station[]; endings: string[]; more: boolean };

/** True where a run kept which record came of which: only runs that keep every record do. */
export function keepsLineage({ header }: RunState): boolean {
  return header.retention === 'full';
}

/** The way of a record: what it came of, itself, and what came of it, in the order of the steps. */
export function wayOf(state: RunState, record: RecordRelative, trace: RecordTrace): Way {
  const order = new Map(state.header.steps.map(({ id }, index) => [id, index]));
  const stations = new Map<string, Station>();
  const stand = (relative: RecordRelative, here: boolean) => {
    if (relative.runId !== record.runId) return;
    const key = `${relative.step} ${relative.port}`;
    const known = stations.get(key);
    if (known) known.records.push(relative);
    else {
      const { step, port } = relative;
      stations.set(key, { step, port, name: nameOf(state, step), records: [relative], here });
    }
  };
  stand(record, true);
  for (const relative of [...trace.from, ...trace.to]) stand(relative, false);
  const inOrder = [...stations.values()].sort(
    (one, other) => (order.get(one.step) ?? 0) - (order.get(other.step) ?? 0) || one.port.localeCompare(other.port),
  );
  for (const station of inOrder) station.records.sort((one, other) => one.index - other.index);
  return {
    stations: inOrder,
    endings: describeEndings(
      state,
      trace.endings.filter(({ runId }) => runId === record.runId),
    ),
    more: trace.more,
  };
}

/** Where the way ended, one sentence for each step: failures tell why, others that nothing came of it. */
function describeEndings(state: RunState, endings: RecordTrace['endings']): string[] {
  return [...Map.groupBy(endings, ({ step }) => step)].map(([stepId, ended]) => {
    const name = nameOf(state, stepId);
    const step = state.steps[stepId];
    const failure = step?.failures.find(({ index }) => ended.some(({ place }) => place === index));
    if (failure) return `Failed at “${name}”: ${explainFailure(failure.error).title}.`;
    const what = ended.length === 1 ? 'It' : formatCount(ended.length, 'record');
    return step?.status === 'succeeded'
      ? `${what} ended at “${name}”, which handed nothing on.`
      : `${what} ended at “${name}”, where the run did.`;
  });
}

function nameOf(state: RunState, stepId: string): string {
  return state.header.steps.find(({ id }) => id === stepId)?.name ?? stepId;
}
