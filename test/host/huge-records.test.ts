import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowDocument, FlowStep } from '../../shared/flow/index.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** The long form is what “huge” means; the short one shows the same way in a tenth of the time. */
const MEGABYTES = repetitions(5, 50);

let temporary: TemporaryHost;
beforeEach(async () => {
  temporary = await openTemporaryHost();
});
afterEach(() => temporary.dispose());

const step = (id: string, type: string, settings: FlowStep['settings'] = {}): FlowStep => ({
  id,
  type,
  name: id,
  settings,
});

function flowOf(steps: FlowStep[]): FlowDocument {
  const all = [step('start', 'manual'), ...steps];
  const edges = steps.map(({ id }, index) => ({ from: all[index]?.id ?? '', to: id }));
  return { format: 'millrace.flow/1', id: 'huge', name: 'Huge', steps: all, edges };
}

describe(`a record of ${MEGABYTES} MB`, () => {
  it(
    'R15 passes through a file, every kind of step and the history like any other',
    async () => {
      const text = 'x'.repeat(MEGABYTES * 1_000_000);
      writeFileSync(
        join(temporary.dataFolder, 'huge.jsonl'),
        `${JSON.stringify({ id: 1, text })}\n{"id": 2, "text": "y"}\n`,
      );
      const document = flowOf([
        step('read', 'files.read', { path: 'huge.jsonl' }),
        step('large', 'filter', { condition: 'length(text) > 0' }),
        step('note', 'map_fields', { fields: [{ name: 'size', value: '{{ length(text) }}' }] }),
        step('unique', 'remove_duplicates', { by: ['id'] }),
        step('sorted', 'sort', { by: 'id', order: 'descending' }),
        step('save', 'files.write', { path: 'copy.jsonl' }),
      ]);
      const { runs } = temporary.host.services;
      const request = {
        document,
        revision: 0,
        bindings: {},
        baseFolder: temporary.dataFolder,
        retention: 'full' as const,
      };
      const { runId, result } = await runs.startDocument(request);
      const { state } = await result;
      expect(state.error).toBeUndefined();
      expect(state.status).toBe('succeeded');
      const copy = join(temporary.dataFolder, 'copy.jsonl');
      expect(statSync(copy).size).toBeGreaterThan(MEGABYTES * 1_000_000);
      const sizes = readFileSync(copy, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).size);
      expect(sizes).toEqual([1, MEGABYTES * 1_000_000]);
      const kept = runs.records({ runId, step: 'read', port: 'out', offset: 0, limit: 1 });
      expect(kept.records[0]).toEqual({ id: 1, text });
    },
    timeLimit(1, 60_000),
  );
});
