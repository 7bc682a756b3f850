import type { RunEvent, RunEventBody } from '../../shared/run/events.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import { numberOf, type StoreContext, textOf } from './context.ts';

/**
 * Tells the truth about runs that were under way when the last owner of the store ended (R7): they become
 * `interrupted`, with the steps that were running named, by events like any other, so every reader comes to the same
 * state. To be called when the store is opened, before anything can run. Returns the ids of these runs.
 */
export function interruptUnfinishedRuns({ database }: StoreContext): string[] {
  const rows = database
    .prepare("SELECT number, id, state FROM runs WHERE status IN ('queued', 'running', 'waiting')")
    .all();
  if (rows.length === 0) return [];
  database.transaction(() => {
    for (const row of rows) {
      const number = numberOf(row, 'number');
      const state = readState(textOf(row, 'state'));
      database.prepare("UPDATE runs SET status = 'interrupted' WHERE number = ?").run(number);
      if (!state) continue;
      const events = interruptingEvents(state);
      const interrupted = foldRunEvents(events, state) ?? state;
      database
        .prepare('UPDATE runs SET state = ?, duration_ms = ? WHERE number = ?')
        .run(JSON.stringify(interrupted), interrupted.durationMs ?? null, number);
      database
        .prepare('INSERT OR REPLACE INTO run_events (run, last_seq, events) VALUES (?, ?, ?)')
        .run(number, interrupted.lastSeq, JSON.stringify(events));
    }
  });
  return rows.map((row) => textOf(row, 'id'));
}

function interruptingEvents(state: RunState): RunEvent[] {
  const running = Object.values(state.steps).filter(({ status }) => status === 'running' || status === 'waiting');
  const names = running.map(({ id }) => `“${state.header.steps.find((step) => step.id === id)?.name ?? id}”`);
  const bodies: RunEventBody[] = running.map(({ id, startedAtMs }) => ({
    type: 'step.finished',
    step: id,
    status: 'cancelled',
    durationMs: Math.max(0, state.elapsedMs - (startedAtMs ?? state.elapsedMs)),
  }));
  bodies.push({
    type: 'run.finished',
    status: 'interrupted',
    durationMs: state.elapsedMs,
    message: names.length === 0 ? 'Interrupted before a step ran.' : `Interrupted at ${names.join(', ')}.`,
  });
  return bodies.map((body, index) => ({ seq: state.lastSeq + index + 1, elapsedMs: state.elapsedMs, ...body }));
}

function readState(text: string): RunState | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Damage within this one run; its status alone is set right.
    return undefined;
  }
}
