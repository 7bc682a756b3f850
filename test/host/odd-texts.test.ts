import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost } from './temporary-host.ts';

/** Halves of characters, which no UTF-8 holds, names that JavaScript takes for its own, and NUL. */
const odd: JsonObject[] = [
  JSON.parse('{"id":1,"text":"\\ud800","__proto__":{"polluted":true}}'),
  { id: 2, text: '\udbff', constructor: 'x', toString: null },
  { id: 3, text: '\ufffd', '\ud800': 'half a name' },
  { id: 4, text: 'a\u0000b\u2028', hasOwnProperty: [] },
  { id: 5, text: '\ud800', '': 'no name' },
];

it('S26 odd texts and names go through every kind of step, a file, the journal and the history as they are', async () => {
  const temporary = await openTemporaryHost();
  onTestFinished(() => temporary.dispose());
  const steps: FlowDocument['steps'] = [
    { id: 'start', type: 'manual', name: 'start' },
    { id: 'keep', type: 'filter', name: 'keep', settings: { condition: 'id > 0' } },
    { id: 'unique', type: 'remove_duplicates', name: 'unique', settings: { by: ['text'] } },
    { id: 'sorted', type: 'sort', name: 'sorted', settings: { by: 'id', order: 'descending' } },
    { id: 'kept', type: 'store.set', name: 'kept', settings: { key: 'odd-{{ id }}', value: '{{ record }}' } },
    { id: 'got', type: 'store.get', name: 'got', settings: { key: 'odd-{{ id }}' } },
    { id: 'save', type: 'files.write', name: 'save', settings: { path: 'odd.jsonl' } },
  ];
  const edges = steps.slice(1).map(({ id }, index) => ({
    from: steps[index]?.id ?? '',
    to: id,
    ...(steps[index]?.id === 'keep' ? { port: 'kept' } : {}),
  }));
  const { runs } = temporary.host.services;
  const { runId, result } = await runs.startDocument({
    document: { ...createFlow('Odd', 'odd'), steps, edges },
    revision: 0,
    bindings: {},
    input: odd,
    baseFolder: temporary.dataFolder,
    retention: 'full',
  });
  const { state } = await result;
  expect(state.error).toBeUndefined();
  expect(state.status).toBe('succeeded');
  const recordsOf = (step: string, port: string) => runs.records({ runId, step, port, offset: 0, limit: 10 }).records;
  expect(recordsOf('start', 'out').map((record) => Object.entries(record))).toEqual(odd.map(Object.entries));
  // The two halves, and the sign that stands for what can't be read, are three texts.
  const unique = odd.slice(0, 4).toReversed();
  expect(recordsOf('sorted', 'out').map((record) => Object.entries(record))).toEqual(unique.map(Object.entries));
  expect(recordsOf('got', 'out').map(({ got }) => Object.entries(got as JsonObject))).toEqual(
    unique.map(Object.entries),
  );
  const written = readFileSync(join(temporary.dataFolder, 'odd.jsonl'), 'utf8').trim().split('\n');
  expect(written.map((line) => JSON.parse(line).text)).toEqual(unique.map(({ text }) => text));
  expect(({} as JsonObject).polluted).toBeUndefined();
});
