import { describe, expect, it } from 'vitest';
import { type ErrorCode, MillraceError } from '../../shared/errors/index.ts';
import type { RunEventBody, RunHeader } from '../../shared/run/events.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import { describeEnding } from './run-ending.ts';

type Finished = Extract<RunEventBody, { type: 'run.finished' }>;

function ended(finished: Omit<Finished, 'type' | 'durationMs'>, header: Partial<RunHeader> = {}): RunState {
  const started: RunHeader = {
    ...{ runId: 'r', flowId: 'f', flowName: 'Flow', revision: 1, trigger: 'manual', retention: 'full' },
    ...{ startedAt: '2026-11-22T02:00:00.000Z', steps: [], edges: [] },
    ...header,
  };
  const state = foldRunEvents([
    { type: 'run.started', header: started, seq: 1, elapsedMs: 0 },
    { type: 'run.finished', durationMs: 5, ...finished, seq: 2, elapsedMs: 5 },
  ]);
  if (!state) throw new Error('no state');
  return state;
}

const failing = (status: Finished['status'], code: ErrorCode) =>
  ended({ status, error: new MillraceError(code).describe() });

describe('how a run ended', () => {
  it('is a quiet matter where somebody stopped it, a warning where it waits for its budget, else an error', () => {
    expect(describeEnding(failing('cancelled', 'RUN_CANCELLED'), true)).toMatchObject({ tone: 'quiet' });
    expect(describeEnding(failing('interrupted', 'BUDGET_REACHED'), true)).toMatchObject({ tone: 'warn' });
    expect(describeEnding(failing('failed', 'RUN_TIMEOUT'), true)).toMatchObject({ tone: 'error' });
  });

  it('is told with the button that lets it go on, where it can and that helps', () => {
    expect(describeEnding(failing('cancelled', 'RUN_CANCELLED'), true)?.offersResume).toBe(true);
    expect(describeEnding(failing('cancelled', 'RUN_CANCELLED'), false)?.offersResume).toBe(false);
    expect(describeEnding(failing('failed', 'PLAN_MOVED'), true)?.offersResume).toBe(false);
  });

  it('says where the end of Millrace cut it off, and whether it can go on', () => {
    const cutOff = ended({ status: 'interrupted', message: 'Interrupted at “Save”.' });
    expect(describeEnding(cutOff, true)).toMatchObject({
      text: 'Interrupted at “Save”. Resume it to go on where it was: what was done isn’t done again.',
      offersResume: true,
    });
    expect(describeEnding(cutOff, false)).toMatchObject({
      text: expect.stringContaining('It can’t go on'),
      offersResume: false,
    });
  });

  it('R9 says that a run which was cut off three times doesn’t go on by itself any more', () => {
    const parked = ended({ status: 'interrupted', message: 'Interrupted at “Save”.' }, { attempt: 3 });
    expect(describeEnding(parked, true)).toMatchObject({ text: expect.stringContaining('Millrace ended 3 times') });
  });

  it('gives the words that the flow itself ended it with', () => {
    expect(describeEnding(ended({ status: 'succeeded', message: 'Nothing to do.' }), false)).toMatchObject({
      text: 'The run ended with “Nothing to do.”',
    });
  });

  it('is nothing that its steps don’t tell, where all went well or a step failed', () => {
    expect(describeEnding(ended({ status: 'succeeded' }), false)).toBeUndefined();
    expect(describeEnding(ended({ status: 'failed' }), true)).toBeUndefined();
  });
});
