import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import { inputsOf, outputsOf } from './record-sources.ts';
import { mostTellingStep } from './run-words.ts';

const error = { code: 'UNKNOWN_ERROR', message: 'm', why: 'w', fix: 'f', retryable: false, data: {} } as const;

/** Run now → Filter (kept) → Save, after some events. */
function stateAfter(...events: RunEventBody[]): RunState {
  const started: RunEventBody = {
    type: 'run.started',
    header: {
      runId: 'r',
      flowId: 'f',
      flowName: 'Flow',
      revision: 1,
      trigger: 'manual',
      startedAt: '2026-11-22T02:00:00.000Z',
      retention: 'full',
      steps: [
        { id: 'run', name: 'Run now', type: 'manual' },
        { id: 'filter', name: 'Filter', type: 'filter' },
        { id: 'save', name: 'Save', type: 'files.write' },
      ],
      edges: [
        { from: 'run', port: 'out', to: 'filter', toPort: 'in' },
        { from: 'filter', port: 'kept', to: 'save', toPort: 'in' },
      ],
    },
  };
  const numbered = [started, ...events].map(
    (event, index): RunEvent => ({ ...event, seq: index + 1, elapsedMs: index }),
  );
  const state = foldRunEvents(numbered);
  if (!state) throw new Error('no state');
  return state;
}

describe('the step that a run opens with', () => {
  it('is the one that failed, before any other', () => {
    const state = stateAfter(
      { type: 'records.emitted', step: 'filter', port: 'kept', count: 3 },
      { type: 'step.finished', step: 'save', status: 'failed', durationMs: 1, error },
    );
    expect(mostTellingStep(state)).toBe('save');
  });

  it('is one whose records failed, though the step went on', () => {
    expect(mostTellingStep(stateAfter({ type: 'records.failed', step: 'filter', count: 1, failures: [] }))).toBe(
      'filter',
    );
  });

  it('is else the last that gave records, or the first', () => {
    const emitted: RunEventBody[] = [
      { type: 'records.emitted', step: 'run', port: 'out', count: 1 },
      { type: 'records.emitted', step: 'filter', port: 'kept', count: 3 },
    ];
    expect(mostTellingStep(stateAfter(...emitted))).toBe('filter');
    expect(mostTellingStep(stateAfter())).toBe('run');
  });
});

describe('where a step’s records are read', () => {
  const state = stateAfter(
    { type: 'records.emitted', step: 'filter', port: 'kept', count: 3 },
    { type: 'records.emitted', step: 'filter', port: 'not kept', count: 7 },
  );

  it('is the port that its line comes from', () => {
    expect(inputsOf(state, 'save')).toEqual([{ step: 'filter', port: 'kept', label: 'Filter · kept', count: 3 }]);
    expect(inputsOf(state, 'run')).toEqual([]);
  });

  it('is every port that has a line or gave records', () => {
    expect(outputsOf(state, 'filter').map(({ port, count }) => [port, count])).toEqual([
      ['kept', 3],
      ['not kept', 7],
    ]);
    expect(outputsOf(state, 'save')).toEqual([{ step: 'save', port: 'out', label: 'out', count: 0 }]);
  });
});
