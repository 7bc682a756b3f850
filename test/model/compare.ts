import type { FlowDocument } from '../../shared/flow/document.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Interpreted } from './interpret.ts';
import type { Observed } from './observed.ts';

/** Everything in which a run differs from what the model says; empty for a run that is right. */
export function differences(
  flow: FlowDocument,
  state: RunState,
  observed: ReadonlyMap<string, Observed>,
  interpreted: ReadonlyMap<string, Interpreted>,
): string[] {
  const found: string[] = [];
  const compare = (what: string, engine: unknown, model: unknown) => {
    const [is, should] = [JSON.stringify(engine), JSON.stringify(model)];
    if (is !== should) found.push(`${what}: the engine has ${is}, the model ${should}`);
  };
  for (const { id, type } of flow.steps) {
    const engine = observed.get(id);
    const model = interpreted.get(id);
    if (!engine || !model) {
      found.push(`${id}: only one of both has it`);
      continue;
    }
    const at = `${type} ${id}`;
    const { in: received, failed } = engine.state;
    compare(`${at} received`, received, model.received.length);
    for (const port of new Set([...engine.outputs.keys(), ...model.outputs.keys()])) {
      const made = model.outputs.get(port) ?? [];
      compare(
        `${at}.${port}`,
        engine.outputs.get(port) ?? [],
        made.map(({ fields }) => fields),
      );
      compare(`${at}.${port} counted`, engine.state.out[port] ?? 0, made.length);
      if (type === 'manual') continue;
      compare(
        `${at}.${port} came of`,
        (engine.outputs.get(port) ?? []).map((_, index) => engine.parents.get(port)?.[index] ?? []),
        made.map(({ parents }) => parents),
      );
    }
    compare(
      `${at} failures`,
      [...engine.failed].sort(([a], [b]) => a - b).map(([place, { code }]) => [place, code]),
      [...model.failed].sort(([a], [b]) => a - b),
    );
    compare(`${at} failed`, failed, model.failed.size);
  }
  compare('status', state.status, statusOf(flow, state, interpreted, observed));
  return found;
}

/** How a run has to end whose steps did this. */
function statusOf(
  { steps, edges }: FlowDocument,
  { error }: RunState,
  interpreted: ReadonlyMap<string, Interpreted>,
  observed: ReadonlyMap<string, Observed>,
): string {
  const failing = steps.filter(({ id, disabled }) => !disabled && (interpreted.get(id)?.failed.size ?? 0) > 0);
  if (failing.some(({ onError = 'stop' }) => onError === 'stop')) return 'failed';
  const ended = steps.filter(({ type, id, disabled }) => {
    return type === 'stop' && !disabled && (observed.get(id)?.state.in ?? 0) > 0;
  });
  // Of several that were reached, the first one counts; only the error tells which that was.
  if (error?.code === 'RUN_STOPPED' && ended.some(({ settings }) => settings?.status === 'failed')) return 'failed';
  const untaken = failing.filter(({ id, onError }) => {
    return onError === 'skip' || !edges.some(({ from, port }) => from === id && port === 'error');
  });
  return untaken.length > 0 ? 'partly_succeeded' : 'succeeded';
}
