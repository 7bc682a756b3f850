import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FlowEdge, FlowStep } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { numbered, startTestRun, testFlow, testStep } from '../flow-run.fixture.ts';
import { builtInSteps } from './registry.ts';

type DrawnStep = Partial<FlowStep> & { id: string; type: string };

/** Runs `steps` behind a “Run now” that is given `records`. */
async function runSteps(records: JsonObject[], steps: DrawnStep[], edges?: FlowEdge[], parameters: JsonObject = {}) {
  const flow = testFlow([{ id: 'start', type: 'manual' }, ...steps], edges, {
    parameters: [{ name: 'least', type: 'number', default: 500 }],
  });
  return startTestRun(flow, { turn, triggerRecords: records, parameters }).end();
}

const mapping = (fields: Json, keep?: string): DrawnStep => ({
  id: 'map',
  type: 'map_fields',
  settings: { fields, ...(keep ? { keep } : {}) },
});

describe('Run now', () => {
  it('starts with one record of the form’s defaults', async () => {
    const fields: Json = [{ name: 'city', type: 'text', label: 'City', default: 'Leeds' }, { name: 'size' }];
    const flow = testFlow([{ id: 'start', type: 'manual', settings: { fields } }]);
    const { output } = await startTestRun(flow, { turn }).end();
    expect(output).toEqual([{ city: 'Leeds', size: null }]);
  });

  it('starts with the records it is given instead', async () => {
    expect((await runSteps([{ a: 1 }, { a: 2 }], [])).output).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each([
    ['fields', 'none'],
    ['fields.0.name', [{ label: 'City' }]],
  ])('refuses a form that is wrong at %s', async (field, fields) => {
    const flow = testFlow([{ id: 'start', type: 'manual', settings: { fields } }]);
    await expect(startTestRun(flow, { turn }).end()).rejects.toMatchObject({ code: 'SETTING_WRONG', data: { field } });
  });
});

describe('Map fields', () => {
  it('sets fields from the record as it came in, and keeps the others', async () => {
    const fields = [
      { name: 'price', value: '{{ price * 2 }}' },
      { name: 'was', value: '{{ price }}' },
      { name: 'text', value: 'from {{ price }}' },
      { name: 'fixed', value: [1, '{{ price }}'] },
    ];
    const { output } = await runSteps([{ price: 4, name: 'Lamp' }], [mapping(fields)]);
    expect(output).toEqual([{ price: 8, name: 'Lamp', was: 4, text: 'from 4', fixed: [1, 4] }]);
  });

  it('leaves out the other fields when told', async () => {
    const { output } = await runSteps([{ a: 1, b: 2 }], [mapping([{ name: 'c', value: '{{ a }}' }], 'mapped')]);
    expect(output).toEqual([{ c: 1 }]);
  });

  it('never changes a record that another branch has too', async () => {
    const records = [{ a: 1 }];
    const { output } = await runSteps(
      records,
      [mapping([{ name: 'a', value: 2 }]), { id: 'same', type: 'limit', settings: { count: 9 } }],
      [
        { from: 'start', to: 'map' },
        { from: 'start', to: 'same' },
      ],
    );
    expect(output).toEqual([{ a: 2 }, { a: 1 }]);
    expect(records).toEqual([{ a: 1 }]);
  });

  it.each([
    ['SETTING_REQUIRED', 'fields', null],
    ['SETTING_WRONG', 'fields', 'a'],
    ['SETTING_WRONG', 'fields.0', ['a']],
    ['SETTING_WRONG', 'fields.0.name', [{ name: '', value: 1 }]],
    ['SETTING_WRONG', 'fields.0.name', [{ name: '__proto__', value: 1 }]],
    [
      'EXPRESSION_SYNTAX',
      'fields.1.value',
      [
        { name: 'a', value: 1 },
        { name: 'b', value: '{{ 1 + }}' },
      ],
    ],
  ])('refuses with %s what is wrong at %s', async (code, field, fields) => {
    await expect(runSteps([], [mapping(fields)])).rejects.toMatchObject({ code, data: { field } });
  });
});

describe('Filter and If', () => {
  const people = [
    { name: 'Ada', amount: 700 },
    { name: 'Bo', amount: 20 },
  ];

  it.each([
    ['filter', 'kept', 'not_kept'],
    ['if', 'true', 'false'],
  ])('%s sends what matches out of “%s”, all else out of “%s”', async (type, yes, no) => {
    const drawn: DrawnStep[] = [
      { id: 'check', type, settings: { condition: 'amount >= least' } },
      { id: 'yes', type: 'limit', settings: { count: 9 } },
      { id: 'no', type: 'limit', settings: { count: 9 } },
    ];
    const edges = [
      { from: 'start', to: 'check' },
      { from: 'check', port: yes, to: 'yes' },
      { from: 'check', port: no, to: 'no' },
    ];
    const { state } = await runSteps(people, drawn, edges);
    expect(state.steps.check?.out).toEqual({ [yes]: 1, [no]: 1 });
    const lower = await runSteps(people, drawn, edges, { least: 10 });
    expect(lower.state.steps.check?.out).toEqual({ [yes]: 2 });
  });

  it('refuses a missing condition, and one with a typo', async () => {
    await expect(runSteps([], [{ id: 'f', type: 'filter' }])).rejects.toMatchObject({ code: 'SETTING_REQUIRED' });
    const typo = { id: 'f', type: 'filter', settings: { condition: 'uper(name) == "A"' } };
    await expect(runSteps([], [typo])).rejects.toMatchObject({
      code: 'EXPRESSION_UNKNOWN_NAME',
      data: { field: 'condition' },
    });
  });
});

describe('Limit', () => {
  it('leaves out the first records, then keeps the next', async () => {
    const { output } = await runSteps(numbered(10), [{ id: 'l', type: 'limit', settings: { count: 2, skip: 3 } }]);
    expect(output).toEqual([{ n: 3 }, { n: 4 }]);
  });

  it('of 0 keeps nothing', async () => {
    expect((await runSteps(numbered(3), [{ id: 'l', type: 'limit', settings: { count: 0 } }])).output).toEqual([]);
  });

  it.each<JsonObject>([{}, { count: -1 }, { count: 1.5 }, { count: '5' }, { count: 1, skip: -1 }])(
    'refuses %j',
    async (settings) => {
      await expect(runSteps([], [{ id: 'l', type: 'limit', settings }])).rejects.toThrow();
    },
  );
});

describe('Stop', () => {
  it('ends the run as failed with its message, and says where', async () => {
    const { state } = await runSteps(
      [{ name: 'Ada' }],
      [{ id: 'end', type: 'stop', name: 'Too many', settings: { status: 'failed', message: '{{ name }} again' } }],
    );
    expect(state).toMatchObject({
      status: 'failed',
      message: 'Ada again',
      error: { code: 'RUN_STOPPED', message: 'Ada again', why: 'The step “Too many” ended the run.' },
    });
    expect(state.steps.end).toMatchObject({ status: 'failed', in: 1 });
  });

  it('ends the run as succeeded where that is chosen; without records it ends nothing', async () => {
    const stop = { id: 'end', type: 'stop', settings: { message: 'Done' } };
    expect((await runSteps([{}], [stop])).state).toMatchObject({ status: 'succeeded', message: 'Done' });
    expect((await runSteps([], [stop])).state.message).toBeUndefined();
  });

  it('keeps the first thousand characters of a message, where a whole record is mapped to it', async () => {
    const all = { id: 'end', type: 'stop', settings: { message: '{{ record }}' } };
    const { state } = await runSteps([{ text: 'x'.repeat(5_000_000) }], [all]);
    expect(state.message).toBe(`{"text":"${'x'.repeat(991)}…`);
  });

  // start ── endless ── check ─┬─ (true) stop
  //                            └─ (false) save
  it('lets what is past it through and stops the sources before it', async () => {
    let rows = 0;
    const finished: string[] = [];
    const endless = testStep({ type: 'endless', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      async *read() {
        for (;;) {
          yield { records: [{ n: rows }] };
          rows += 1;
        }
      },
    }));
    const saved: Json[] = [];
    const save = testStep({ type: 'save', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 10,
      async run(records) {
        saved.push(...records.map(({ n }) => n ?? null));
        return records.map(() => ({}));
      },
      finish: async () => void finished.push('save'),
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'endless', type: 'endless' },
        { id: 'check', type: 'if', settings: { condition: 'n == 500' } },
        { id: 'end', type: 'stop' },
        { id: 'save', type: 'save' },
      ],
      [
        { from: 'start', to: 'endless' },
        { from: 'endless', to: 'check' },
        { from: 'check', port: 'true', to: 'end' },
        { from: 'check', port: 'false', to: 'save' },
      ],
    );
    const { state } = await startTestRun(flow, { turn, steps: [endless, save] }).end();
    expect(state.status).toBe('succeeded');
    expect(saved).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(finished).toEqual(['save']);
    expect(rows).toBeLessThan(510);
  });
});

describe('a disabled step', () => {
  it('hands records on unchanged, out of its first output, even one of an unknown type', async () => {
    const { state, output } = await runSteps(numbered(3), [
      { id: 'off', type: 'filter', disabled: true, settings: { condition: 'n >' } },
      { id: 'gone', type: 'no.such.type', disabled: true },
      { id: 'last', type: 'limit', settings: { count: 9 } },
    ]);
    expect(output).toEqual(numbered(3));
    expect(state.steps.off).toMatchObject({ status: 'skipped', in: 3, out: { kept: 3 } });
  });

  it('that has no output hands nothing on, least of all out of its error port', async () => {
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'off', type: 'stop', disabled: true, onError: 'port' },
        { id: 'failed', type: 'limit', settings: { count: 9 } },
      ],
      [
        { from: 'start', to: 'off' },
        { from: 'off', port: 'error', to: 'failed' },
      ],
    );
    const { state } = await startTestRun(flow, { turn, triggerRecords: numbered(3) }).end();
    expect(state.steps.off).toMatchObject({ in: 3, out: {}, filtered: 3 });
    expect(state.steps.failed).toMatchObject({ in: 0 });
  });
});

describe('every built-in step', () => {
  it.each(builtInSteps.map(({ manifest }) => [manifest.type, manifest] as const))(
    '%s says what a person needs to find and fill it',
    (type, manifest) => {
      expect(type).toMatch(/^[a-z_]+(\.[a-z]+)?$/);
      expect(manifest.label).toMatch(/^[A-Z]/);
      expect(manifest.description).toMatch(/^[A-Z].*\.$/);
      expect(manifest.keywords.length).toBeGreaterThan(4);
      for (const used of manifest.summary.matchAll(/\{(\w+)\}/g)) {
        expect(manifest.fields.map(({ key }) => key)).toContain(used[1]);
      }
      expect(manifest.trigger).toBe(manifest.inputs.length === 0);
      expect(() => JSON.stringify(manifest)).not.toThrow();
    },
  );

  it('is there once', () => {
    const types = builtInSteps.map(({ manifest }) => manifest.type);
    expect(new Set(types).size).toBe(types.length);
  });
});
