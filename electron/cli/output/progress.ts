import type { RunEvent } from '../../../shared/run/events.ts';
import { applyRunEvent, type RunState, type StepState } from '../../../shared/run/state.ts';
import type { Terminal } from '../terminal.ts';

/** Lines are redrawn at most this often, in milliseconds. */
const REDRAW_MS = 100;

const MARKS: Record<StepState['status'], string> = {
  queued: '·',
  waiting: '…',
  running: '›',
  succeeded: '✓',
  failed: '✗',
  skipped: '–',
  cancelled: '■',
};

/** Shows a run while it happens: one line a step with its counts ticking, on a terminal that can redraw. */
export type Progress = { event(event: RunEvent): void; finish(): void };

export function createProgress(terminal: Terminal, monotonic: () => number): Progress {
  let state: RunState | undefined;
  let drawnLines = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const draw = (): void => {
    if (!state || !terminal.redraws) return;
    const lines = formatSteps(state);
    terminal.err(
      `${drawnLines > 0 ? `\u001b[${drawnLines}A` : ''}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`,
    );
    drawnLines = lines.length;
    drawnAt = monotonic();
  };

  return {
    event: (event) => {
      state = applyRunEvent(state, event);
      if (monotonic() - drawnAt >= REDRAW_MS) draw();
    },
    finish: draw,
  };
}

/** One line a step: mark, name, records in and out, failures, time. */
export function formatSteps(state: RunState): string[] {
  const width = Math.max(...state.header.steps.map(({ name }) => name.length), 0);
  return state.header.steps.map(({ id, name }) => {
    const step = state.steps[id];
    if (!step) return name;
    return `${MARKS[step.status]} ${name.padEnd(width)}  ${describeStep(step)}`.trimEnd();
  });
}

function describeStep(step: StepState): string {
  if (step.status === 'queued' || step.status === 'skipped') return step.status === 'skipped' ? 'not reached' : '';
  const out = Object.entries(step.out).map(([port, count]) =>
    Object.keys(step.out).length > 1 ? `${count} ${port.replaceAll('_', ' ')}` : `${count} out`,
  );
  const parts = [`${step.in} in`, ...out];
  if (step.failed > 0) parts.push(`${step.failed} failed`);
  if (step.skipped > 0) parts.push(`${step.skipped} not finished`);
  if (step.filtered) parts.push(`${step.filtered} led to nothing`);
  if (step.calls > 0) parts.push(`${step.calls} ${step.calls === 1 ? 'call' : 'calls'}`);
  if (step.durationMs !== undefined) parts.push(formatDuration(step.durationMs));
  return parts.join(' · ');
}

/** `340 ms`, `2.1 s`, `3 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
