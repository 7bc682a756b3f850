import fc from 'fast-check';
import type { ErrorPolicy, FlowDocument, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { FLOW_FORMAT } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';

const scalars = fc.constantFrom<Json>(
  null,
  '',
  0,
  1,
  2,
  7,
  -3.5,
  0.1,
  0.2,
  1e21,
  1e-7,
  2 ** 53 + 2,
  '9007199254740993',
  '7',
  ' 7 ',
  '007',
  '1e3',
  'x',
  'Ü',
  '\ud800',
  'a\udfff',
  '__proto__',
  'constructor',
  'line\nfeed\ttab',
  '𝒳',
  true,
  false,
  'true',
  '2026-11-22T10:00:00Z',
);
const values: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: scalars },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('x', '__proto__', 'é'), scalars, { maxKeys: 2 }) },
);
const lists: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.array(values, { maxLength: 3 }) },
  { weight: 1, arbitrary: scalars },
);
const names = fc.constantFrom('a', 'b', 'c', 'n', 'Account Name', '__proto__', 'constructor', 'error', 's3', '\ud800é');

/** A record: few names, so that fields meet, and any of them may be missing. */
export const records: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.array(fc.tuple(names, values), { maxLength: 5 }),
    fc.option(fc.integer({ min: -3, max: 9 }), { nil: undefined }),
    fc.option(lists, { nil: undefined }),
  )
  .map(([fields, n, list]) => {
    const entries: [string, Json][] = [...fields];
    if (n !== undefined) entries.push(['n', n]);
    if (list !== undefined) entries.push(['list', list]);
    // Unlike an assignment, this makes a field of every name, `__proto__` too.
    return Object.fromEntries(entries);
  });

const conditions = fc.constantFrom(
  'true',
  'false',
  'n > 1',
  'n >= low',
  'a == b',
  'a == null',
  'isEmpty(c)',
  'contains(b, "x")',
  'n / 0 > 1',
  'a',
  'record["__proto__"] == null',
  'record["Account Name"] != "x"',
  'n % 2 == 0',
  'list.exists(x, x == 1)',
  'a < b || n < 5',
);
const formulas = fc.constantFrom(
  'a',
  'b',
  'n',
  'n * 2',
  'list',
  'upper(b)',
  'first(list)',
  '[a, n]',
  'a + b',
  'n / a',
  'record["Account Name"]',
  'item',
  'list.map(x, [x])',
  '{{ n }}',
  'number(a)',
  'record["constructor"]',
  'if(n > 2, a, b)',
  'trigger.n',
);
const templates = fc.oneof(
  fc.constantFrom<Json>(
    '{{ n }}',
    '{{ a }} and {{ b }}',
    'plain',
    7,
    null,
    { x: '{{ a }}', y: ['{{ n }}'] },
    '{{ n / 0 }}',
    '{{ list }}',
    '{{ low }}',
    '{{ record }}',
    '{{ run.id }}',
    '\\{{ literal',
    [1, 2],
  ),
  formulas.filter((formula) => !formula.includes('{')).map((formula) => `{{ ${formula} }}`),
);
const fieldNames = fc.constantFrom('a', 'b', 'c', 'list', 'n', 'Account Name', 'constructor', 'error');
const keys = fc.uniqueArray(
  fc.record({ value: formulas, order: fc.option(fc.constantFrom('ascending', 'descending'), { nil: undefined }) }),
  { minLength: 1, maxLength: 2, selector: ({ value }) => value },
);
const functions = fc.constantFrom('count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'list');

/** Settings of a step of each type; how many records it makes of one, at most; and how often it is drawn. */
type Kind = { weight: number; grows: number; settings: fc.Arbitrary<JsonObject> };

const none = fc.constant({});
const clean = (settings: object): JsonObject => JSON.parse(JSON.stringify(settings));
const kinds: Record<string, Kind> = {
  map_fields: {
    weight: 4,
    grows: 1,
    settings: fc
      .record({
        fields: fc.array(fc.record({ name: fieldNames, value: templates }), { maxLength: 3 }),
        keep: fc.constantFrom('all', 'all', 'mapped'),
      })
      .map(({ fields, keep }) => ({ fields, keep })),
  },
  if: { weight: 3, grows: 1, settings: conditions.map((condition) => ({ condition })) },
  filter: { weight: 3, grows: 1, settings: conditions.map((condition) => ({ condition })) },
  switch: {
    weight: 2,
    grows: 1,
    settings: fc.tuple(conditions, conditions).map(([first, second]) => ({
      cases: [
        { name: 'One', condition: first },
        { name: 'Two', condition: second },
      ],
    })),
  },
  merge: { weight: 4, grows: 1, settings: none },
  wait: { weight: 1, grows: 1, settings: fc.constantFrom({ seconds: 1 }, { seconds: 0 }) },
  for_each: {
    weight: 3,
    grows: 3,
    settings: fc.constantFrom<JsonObject>(
      { list: 'list' },
      { list: 'list', as: 'a' },
      { list: '[1, n]', as: 'n' },
      { list: 'a' },
    ),
  },
  gather: {
    weight: 3,
    grows: 1,
    settings: fc.option(formulas, { nil: undefined }).map((value) => clean({ origin: 'all', value })),
  },
  limit: {
    weight: 2,
    grows: 1,
    settings: fc.record({ count: fc.constantFrom(0, 1, 2, 5, 100), skip: fc.constantFrom(0, 0, 1, 3) }),
  },
  remove_duplicates: {
    weight: 2,
    grows: 1,
    settings: fc.array(formulas, { maxLength: 2 }).map((by) => ({ by })),
  },
  sort: {
    weight: 2,
    grows: 1,
    settings: fc
      .record({ by: keys, order: fc.constantFrom('ascending', 'descending') })
      .map((settings) => clean(settings)),
  },
  summarise: {
    weight: 2,
    grows: 1,
    settings: fc
      .record({
        groupBy: fc.array(formulas, { maxLength: 1 }),
        measures: fc.array(fc.record({ function: functions, value: formulas }), { minLength: 1, maxLength: 3 }),
      })
      .map(({ groupBy, measures }) => ({
        groupBy: groupBy.map((value) => ({ value, name: 'group' })),
        measures: measures.map((measure, index) => ({ ...measure, name: index === 0 ? 'n' : `m${index}` })),
      })),
  },
  join: {
    weight: 2,
    grows: 4,
    settings: fc.record({
      type: fc.constantFrom('inner', 'left', 'full'),
      leftKey: formulas,
      rightKey: formulas,
    }),
  },
  stop: {
    weight: 1,
    grows: 0,
    settings: fc.record({ status: fc.constantFrom('succeeded', 'failed'), message: fc.constantFrom('end', '{{ a }}') }),
  },
  read: { weight: 2, grows: 1, settings: none },
  write: { weight: 2, grows: 1, settings: none },
  writeMany: { weight: 2, grows: 1, settings: none },
  rows: { weight: 1, grows: 3, settings: none },
  'store.get': {
    weight: 1,
    grows: 1,
    settings: fc.record({ key: fc.constantFrom('k', 'k-{{ n }}', '{{ a }}'), default: templates }),
  },
  'store.set': {
    weight: 1,
    grows: 1,
    settings: fc.record({
      key: fc.constantFrom('k', 'k-{{ n }}'),
      value: fc.constantFrom<Json>('{{ a }}', '{{ n }}', 5),
    }),
  },
  'store.delete': { weight: 1, grows: 1, settings: fc.constantFrom({ key: 'k' }, { key: 'k-{{ n }}' }) },
};

type Drawn = {
  type: string;
  settings: JsonObject;
  onError: ErrorPolicy;
  disabled: boolean;
  attempts: number | undefined;
  feeders: { step: number; port: number }[];
};

const drawnStep = (stops: boolean): fc.Arbitrary<Drawn> =>
  fc
    .oneof(...Object.entries(kinds).map(([type, { weight }]) => ({ weight, arbitrary: fc.constant(type) })))
    .chain((type) =>
      fc.record({
        type: fc.constant(type),
        settings: kinds[type]?.settings ?? none,
        onError: fc.constantFrom<ErrorPolicy>('skip', 'skip', 'port', stops ? 'stop' : 'skip'),
        disabled: fc.integer({ min: 0, max: 19 }).map((chance) => chance === 7),
        attempts: fc.constantFrom(undefined, 1, 2, 3),
        feeders: fc.array(fc.record({ step: fc.nat(9_999), port: fc.nat(9) }), { minLength: 1, maxLength: 3 }),
      }),
    );

/** Records that a step may come to hold at most, for each record of the trigger. */
const MOST_GROWTH = 24;

const fixedOutputs: Record<string, string[]> = {
  if: ['true', 'false'],
  filter: ['kept', 'not_kept'],
  switch: ['One', 'Two', 'otherwise'],
  stop: [],
};
const inputsOf: Record<string, string[]> = { merge: ['a', 'b'], join: ['left', 'right'] };

/**
 * Flows of up to `most` steps behind a trigger, whose lines branch and join at random and lead forwards. With `settled`,
 * none whose result depends on when things happen: that end early, or use the object store.
 */
export function flows(most: number, settled = false): fc.Arbitrary<FlowDocument> {
  const shape = fc.tuple(settled ? fc.constant(false) : fc.boolean(), fc.integer({ min: 1, max: 20 }));
  return shape.chain(([stops, batchSize]) =>
    fc.array(drawnStep(stops), { minLength: 1, maxLength: most, size: 'max' }).map((drawn) =>
      build(
        drawn.map((step) => settle(replaceSome(step, stops, settled), settled)),
        batchSize,
      ),
    ),
  );
}

function replaceSome(step: Drawn, stops: boolean, settled: boolean): Drawn {
  const isLeftOut = (step.type === 'stop' && !stops) || (settled && step.type.startsWith('store.'));
  return isLeftOut ? { ...step, type: 'merge', settings: {} } : step;
}

/** Services that answer the same whatever was cut off. */
function settle(step: Drawn, settled: boolean): Drawn {
  const calls = ['read', 'write', 'writeMany'].includes(step.type);
  return settled && calls ? { ...step, settings: { ...step.settings, steady: true } } : step;
}

function build(drawn: readonly Drawn[], batchSize: number): FlowDocument {
  const steps: FlowStep[] = [{ id: 'start', type: 'manual', name: 'start' }];
  const edges: FlowEdge[] = [];
  const growth = [1];
  for (const [index, { feeders, ...one }] of drawn.entries()) {
    const id = `s${index}`;
    const lines: FlowEdge[] = [];
    let grown = 0;
    for (const [number, { step, port }] of feeders.entries()) {
      // Mostly near by, so that long ways come about.
      const place = steps.length - 1 - Math.floor((step % steps.length) * (step % 3 === 0 ? 1 : 0.2));
      const from = steps[place];
      const outputs = from ? outputsOf(from) : [];
      const chosen = outputs[port % Math.max(1, outputs.length)];
      const more = (growth[place] ?? 1) + grown;
      if (!from || chosen === undefined || (number > 0 && more > MOST_GROWTH)) continue;
      if (lines.some((line) => line.from === from.id && line.port === chosen)) continue;
      const inputs = inputsOf[one.type];
      lines.push({
        from: from.id,
        port: chosen,
        to: id,
        ...(inputs ? { toPort: inputs[number % inputs.length] ?? '' } : {}),
      });
      grown = more;
    }
    if (lines.length === 0) continue;
    const factor = kinds[one.type]?.grows ?? 1;
    const fits = grown * factor <= MOST_GROWTH;
    const type = fits ? one.type : 'map_fields';
    const settings = fits ? one.settings : { fields: [] };
    edges.push(...(fits ? lines : lines.map(({ toPort: _, ...line }) => line)));
    growth.push(fits ? grown * factor : grown);
    steps.push({
      id,
      type,
      name: id,
      settings: type === 'gather' ? withOrigin(settings, id, steps, edges, index) : settings,
      onError: one.onError,
      ...(one.disabled ? { disabled: true } : {}),
      ...(one.attempts === undefined ? {} : { retry: { attempts: one.attempts } }),
    });
  }
  const parameters = [{ name: 'low', type: 'number' as const, default: 2 }];
  return { format: FLOW_FORMAT, id: 'flow', name: 'Random', parameters, steps, edges, settings: { batchSize } };
}

/** What a gather gathers: one of the “For each” steps that lead to it, or all. */
function withOrigin(
  settings: JsonObject,
  id: string,
  steps: readonly FlowStep[],
  edges: readonly FlowEdge[],
  chance: number,
): JsonObject {
  const before = new Set([id]);
  for (const { id: step } of [...steps].reverse()) {
    if (edges.some(({ from, to }) => from === step && before.has(to))) before.add(step);
  }
  const origins = steps
    .filter(({ id: step, type }) => type === 'for_each' && before.has(step))
    .map(({ id: step }) => step);
  return { ...settings, origin: origins[chance % (origins.length + 1)] ?? origins.at(-1) ?? 'all' };
}

function outputsOf({ type, onError }: FlowStep): string[] {
  const outputs = fixedOutputs[type] ?? ['out'];
  return onError === 'port' ? [...outputs, 'error'] : outputs;
}
