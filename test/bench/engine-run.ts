import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStepDefinition } from '../../electron/connectors/registry.ts';
import { startRun } from '../../electron/engine/run.ts';
import { builtInSteps } from '../../electron/engine/steps/registry.ts';
import { createEvaluator } from '../../electron/expressions/evaluator.ts';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createEvaluatorLauncher } from '../../electron/node/evaluator-process.ts';
import { createNodeFiles } from '../../electron/node/files.ts';
import { createNodeFolders } from '../../electron/node/folders.ts';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createSpillFolder } from '../../electron/node/spill.ts';
import type { FlowCalls } from '../../electron/ports/flow-calls.ts';
import type { Journal, RunRecorder, RunResult } from '../../electron/ports/run.ts';
import { FLOW_FORMAT, type FlowDocument, type FlowEdge, type FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { createMemoryObjectStore } from '../support/memory-object-store.ts';

/** Keeps nothing: what a run costs without its history. */
export const keepNothing: RunRecorder = {
  event: () => undefined,
  records: () => undefined,
  arrivals: () => undefined,
  departures: () => undefined,
  flush: async () => undefined,
};

const noJournal: Journal = { append: async () => undefined };

const evaluator = createEvaluator(createEvaluatorLauncher(), createNodeClock());

/** A flow that hands back what it is called with; none but this one can be called here. */
const flowCalls: FlowCalls = {
  find: async (name) => ({
    name,
    concurrency: 1,
    call: async ({ input }) => ({ output: [input], more: false, failed: 0, number: 1 }),
  }),
};

const spill = createSpillFolder(join(tmpdir(), 'millrace-bench-spill'));

const builtIn = new Map(builtInSteps.map((definition) => [definition.manifest.type, definition]));

/** A flow whose steps follow each other, joined at `ports[step id]` or their first output. */
export function chain(steps: FlowStep[], ports: Record<string, string> = {}): FlowDocument {
  const edges: FlowEdge[] = steps.slice(1).map((step, index) => {
    const from = steps[index]?.id ?? '';
    return { from, to: step.id, ...(ports[from] ? { port: ports[from] } : {}) };
  });
  return { format: FLOW_FORMAT, id: 'bench', name: 'Bench', steps, edges };
}

type Options = {
  input?: JsonObject[];
  folder?: string;
  recorder?: RunRecorder;
  journal?: Journal;
  durable?: boolean;
  retention?: 'full' | 'none';
  client?: unknown;
};

/** Runs a flow on the engine with the real steps, and nothing around it, however it ends. */
export async function tryFlow(flow: FlowDocument, options: Options = {}): Promise<RunResult> {
  const files = createNodeFiles(options.folder ?? process.cwd());
  const { objectStore } = createMemoryObjectStore();
  const { result } = startRun({
    runId: 'bench',
    flow,
    revision: 0,
    parameters: {},
    ...(options.input ? { triggerRecords: options.input } : {}),
    retention: options.retention ?? 'none',
    durable: options.durable ?? false,
    definitions: async (type: string) => builtIn.get(type) ?? ((await findStepDefinition(type)) as never),
    services: async () => ({
      client: options.client,
      files,
      folders: createNodeFolders(),
      objectStore,
      evaluator,
      flowCalls,
    }),
    recorder: options.recorder ?? keepNothing,
    journal: options.journal ?? noJournal,
    openSpill: spill.open,
    clock: createNodeClock(),
    random: createNodeRandom(),
  });
  return result;
}

/** The same for a flow that has to succeed; throws when it doesn't. */
export async function runFlow(flow: FlowDocument, options: Options = {}): Promise<RunResult> {
  const ended = await tryFlow(flow, options);
  if (ended.state.status !== 'succeeded')
    throw new Error(`The run ${ended.state.status}: ${ended.state.error?.message}`);
  return ended;
}
