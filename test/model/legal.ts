import type { FlowDocument } from '../../shared/flow/document.ts';
import type { RunState } from '../../shared/run/state.ts';
import { collectingSteps } from './collecting-steps.ts';
import type { Interpreted } from './interpret.ts';
import type { Observed } from './observed.ts';

/** Where the engine took a freedom that the flow doesn't leave it; empty for a run that is right. */
export function illegalFreedom(
  flow: FlowDocument,
  state: RunState,
  observed: ReadonlyMap<string, Observed>,
  interpreted: ReadonlyMap<string, Interpreted>,
): string[] {
  const found: string[] = [];
  const stopped = state.status === 'failed' || state.status === 'cancelled' || state.status === 'interrupted';
  const { wanted, halted, ended } = whoWants(flow, observed);
  const mixed = behindJoins(flow);
  for (const step of flow.steps) {
    const { id, type } = step;
    const engine = observed.get(id);
    const model = interpreted.get(id);
    if (!engine || !model) continue;
    const mayEndEarly =
      stopped || !wanted.has(id) || halted.has(id) || (ended && (type === 'rows' || type === 'manual'));
    const given = flow.edges
      .filter(({ to }) => to === id)
      .reduce((sum, { from, port = 'out' }) => sum + (observed.get(from)?.outputs.get(port)?.length ?? 0), 0);
    if (engine.state.in !== given) found.push(`${type} ${id} received ${engine.state.in} of ${given}`);
    found.push(...disorder(engine, mixed).map((why) => `${type} ${id}: ${why}`));
    const { filtered = 0 } = engine.state;
    // What a collecting step or a source knows to lead to nothing is told behind its last result.
    if (filtered !== model.filtered && !(mayEndEarly && (type in collectingSteps || type === 'rows'))) {
      found.push(`${type} ${id} filtered ${filtered}, the model ${model.filtered}`);
    }
    if (mayEndEarly) continue;
    if (engine.state.skipped > 0) found.push(`${type} ${id} skipped ${engine.state.skipped}`);
    const untried = model.received.findIndex(
      (_, place) => type !== 'rows' && isCall(type) && !engine.freedom.tried(place),
    );
    if (untried >= 0 && !step.disabled) found.push(`${type} ${id} made no call with its record ${untried}`);
  }
  return found;
}

const isCall = (type: string) =>
  ['read', 'write', 'writeMany', 'store.get', 'store.set', 'store.delete'].includes(type);

/** The records of a line come in the order in which they left, and all of them; behind joined lines in any order. */
function disorder({ freedom }: Observed, mixed: ReadonlySet<string>): string[] {
  const lines = Map.groupBy(freedom.turns, ({ from, port }) => `${from}.${port}`);
  return [...lines].flatMap(([line, turns]) => {
    let due = 0;
    const found: string[] = [];
    const [{ from } = { from: '' }] = turns;
    const anyOrder = mixed.has(from) || mixed.has(line);
    for (const { first, count } of anyOrder ? turns.toSorted((a, b) => a.first - b.first) : turns) {
      if (first !== due) found.push(`${line} brought its record ${first} where ${due} was due`);
      due = first + count;
    }
    return found;
  });
}

/**
 * Steps whose records may leave in any order, since lines join there, or before them with no collecting step between;
 * and of a collecting step that gets such records its port of failed ones (`id.error`).
 */
function behindJoins({ steps, edges }: FlowDocument): Set<string> {
  const mixed = new Set<string>();
  for (const { id, type, disabled } of steps) {
    const lines = edges.filter(({ to }) => to === id);
    const comesMixed =
      lines.length > 1 || lines.some(({ from, port }) => mixed.has(from) || mixed.has(`${from}.${port}`));
    if (comesMixed) mixed.add(type in collectingSteps && !disabled ? `${id}.error` : id);
  }
  return mixed;
}

/** Steps from which on more records would change something; those before a step that ended the run; and whether one did. */
function whoWants({ steps, edges }: FlowDocument, observed: ReadonlyMap<string, Observed>) {
  const wanted = new Set<string>();
  const halted = new Set<string>();
  let ended = false;
  const gathered = new Set(
    steps.filter(({ type, disabled }) => type === 'gather' && !disabled).map(({ settings }) => settings?.origin),
  );
  for (const { id, type, settings, disabled } of [...steps].reverse()) {
    const taken = observed.get(id)?.freedom.taken ?? 0;
    const targets = edges.filter(({ from }) => from === id).map(({ to }) => to);
    const enough = type === 'limit' && !disabled && taken >= Number(settings?.skip ?? 0) + Number(settings?.count ?? 0);
    const ends = type === 'stop' && !disabled && taken > 0;
    if (ends) ended = true;
    if (ends || targets.some((to) => halted.has(to))) halted.add(id);
    const writes = ['write', 'writeMany', 'store.set', 'store.delete'].includes(type);
    const all = targets.length === 0 || writes || (type === 'for_each' && !disabled && gathered.has(id));
    if (!enough && !ends && (all || targets.some((to) => wanted.has(to)))) wanted.add(id);
  }
  return { wanted, halted, ended };
}
