import { afterEach, describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
afterEach(() => temporary?.dispose());

/** A flow that reshapes the records it is given. */
function reshaping(settings: JsonObject, more: Partial<FlowStep> = {}): FlowDocument {
  return {
    ...createFlow('Reshaping', 'reshaping'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'made', type: 'reshape', name: 'Made', settings, ...more },
      { id: 'end', type: 'map_fields', name: 'End', settings: { fields: [{ name: 'last', value: 'yes' }] } },
    ],
    edges: [
      { from: 'start', to: 'made' },
      { from: 'made', to: 'end' },
    ],
  };
}

async function start(document: FlowDocument, input: JsonObject[]) {
  temporary = await openTemporaryHost();
  const { flows, runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId: flows.create('Reshaping', document).id, input });
  return { runs, runId };
}

describe('Reshape', () => {
  it('makes one record of each object in a list, which can be followed back, and leaves out what gives nothing', async () => {
    const document = reshaping({ expression: 'lines.{ "order": $$.order, "name": name }', result: 'replace' });
    const input: JsonObject[] = [
      { order: 1, lines: [{ name: 'a' }, { name: 'b' }] },
      { order: 2, lines: [] },
      { order: 3, lines: [{ name: 'c' }] },
    ];
    const { runs, runId } = await start(document, input);
    await expect.poll(() => runs.get(runId).summary.status).toBe('succeeded');
    const { records } = runs.records({ runId, step: 'end', port: 'out', offset: 0, limit: 9 });
    expect(records.map(({ order, name, last }) => `${order}${name} ${last}`)).toEqual(['1a yes', '1b yes', '3c yes']);
    expect(runs.get(runId).state.steps.made).toMatchObject({ in: 3, out: { out: 3 }, filtered: 1, failed: 0 });
    const trace = runs.trace({ runId, step: 'end', port: 'out', index: 2 });
    expect(trace.from).toEqual([
      { runId, step: 'made', port: 'out', index: 2 },
      { runId, step: 'start', port: 'out', index: 2 },
    ]);
  });

  it('fails the records that can’t take a record’s place, each by itself', async () => {
    const document = reshaping({ expression: 'value', result: 'replace' }, { onError: 'skip' });
    const { runs, runId } = await start(document, [{ value: 1 }, { value: { a: 1 } }, { value: [{ a: 2 }, 'x'] }]);
    await expect.poll(() => runs.get(runId).summary.status).toBe('partly_succeeded');
    const { failures } = runs.failures({ runId, step: 'made', offset: 0, limit: 9 });
    expect(failures.map(({ index, error }) => [index, error.code])).toEqual([
      [0, 'INVALID_INPUT'],
      [2, 'INVALID_INPUT'],
    ]);
  });

  it('refuses to run with an expression that can’t be read, and says where', async () => {
    const starting = start(reshaping({ expression: '{ "a": }' }), [{}]);
    await expect(starting).rejects.toMatchObject({
      code: 'EXPRESSION_SYNTAX',
      data: { field: 'expression', column: 8 },
    });
  });

  it('R14 stops in the middle of an expression', async () => {
    const endless = '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+\\1c$/)';
    const { runs, runId } = await start(reshaping({ expression: endless }), [{}, {}, {}, {}]);
    await expect.poll(() => runs.get(runId).state.steps.made?.status).toBe('running');
    runs.cancel(runId);
    await expect.poll(() => runs.get(runId).summary.status, { timeout: 2_000 }).toBe('cancelled');
    expect(runs.get(runId).state.steps.made).toMatchObject({ in: 4, skipped: 4 });
  });
});
