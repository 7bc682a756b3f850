/** `data-ours.ts sort|summarise|join COUNT FOLDER`: the same with the engine's steps, spilling into FOLDER. */
import { startRun } from '../../electron/engine/run.ts';
import { builtInSteps } from '../../electron/engine/steps/registry.ts';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createSpillFolder } from '../../electron/node/spill.ts';
import type { StepDefinition } from '../../electron/ports/step.ts';
import type { StepManifest } from '../../shared/connector/manifest.ts';
import { FLOW_FORMAT, type FlowDocument, type FlowEdge, type FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { readPeakBytes } from './child.ts';
import { type DataWork, Digest, makeRow } from './data-rows.ts';
import { keepNothing } from './engine-run.ts';

const PAGE = 1_000;
const [work, size, folder = ''] = process.argv.slice(2) as [DataWork, string, string?];
const count = Number(size);
const digest = new Digest();
let results = 0;

const about: Omit<StepManifest, 'type' | 'shape' | 'trigger' | 'pure' | 'inputs' | 'outputs'> = {
  label: '',
  description: '',
  category: 'data',
  icon: 'box',
  keywords: [],
  effect: 'none',
  fields: [],
  summary: '',
};
const port = [{ name: 'out', label: '' }];

const rows: StepDefinition = {
  manifest: { ...about, type: 'rows', shape: 'source', trigger: false, pure: false, inputs: port, outputs: port },
  prepare: () => ({
    shape: 'source',
    async *read() {
      for (let first = 0; first < count; first += PAGE) {
        yield { records: Array.from({ length: Math.min(PAGE, count - first) }, (_, at) => makeRow(first + at, count)) };
      }
    },
  }),
};

const numbersOf: Record<DataWork, (record: JsonObject) => unknown[]> = {
  sort: ({ id }) => [id],
  summarise: ({ total, rows: inGroup }) => [total, inGroup],
  join: ({ id, step }) => [id, (step as JsonObject).id],
};

const check: StepDefinition = {
  manifest: { ...about, type: 'check', shape: 'map', trigger: false, pure: true, inputs: port, outputs: port },
  prepare: () => ({
    shape: 'map',
    pure: true,
    apply(record) {
      for (const value of numbersOf[work](record)) digest.add(Number(value));
      results += 1;
    },
  }),
};

const settings: Record<DataWork, JsonObject> = {
  sort: { by: 'key' },
  summarise: {
    groupBy: [{ value: 'floor(key / 10)', name: 'group' }],
    measures: [
      { name: 'total', function: 'sum', value: 'amount' },
      { name: 'rows', function: 'count' },
    ],
  },
  join: { leftKey: 'key', rightKey: 'id' },
};

const steps: FlowStep[] = [
  { id: 'start', type: 'manual', name: '' },
  { id: 'left', type: 'rows', name: '' },
  ...(work === 'join' ? [{ id: 'right', type: 'rows', name: '' }] : []),
  { id: 'step', type: work, name: '', settings: settings[work] },
  { id: 'check', type: 'check', name: '' },
];
const edges: FlowEdge[] = [
  { from: 'start', to: 'left' },
  { from: 'left', to: 'step' },
  ...(work === 'join'
    ? [
        { from: 'start', to: 'right' },
        { from: 'right', to: 'step', toPort: 'right' },
      ]
    : []),
  { from: 'step', to: 'check' },
];
const flow: FlowDocument = { format: FLOW_FORMAT, id: 'bench', name: 'Bench', steps, edges };

const began = performance.now();
const known = new Map([...builtInSteps, rows, check].map((definition) => [definition.manifest.type, definition]));
const { result } = startRun({
  runId: 'bench',
  flow,
  revision: 0,
  parameters: {},
  retention: 'none',
  durable: false,
  definitions: async (type) => known.get(type),
  services: async () => undefined,
  recorder: keepNothing,
  journal: { append: async () => undefined },
  openSpill: createSpillFolder(folder).open,
  clock: createNodeClock(),
  random: createNodeRandom(),
});
const { state } = await result;
if (state.status !== 'succeeded') throw new Error(state.error?.message ?? state.status);
const peakBytes = readPeakBytes(process.pid);
const durationMs = performance.now() - began;
process.stdout.write(JSON.stringify({ durationMs, digest: digest.value, results, peakBytes }));
