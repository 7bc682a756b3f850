import type { FlowDocument, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { callingSteps } from './calling-steps.ts';
import { collectingSteps } from './collecting-steps.ts';
import type { Arrived, Freedom, Made, StepContext, StepModel, StepOutcome, StoreAction } from './model-record.ts';
import { passOn, pureSteps } from './pure-steps.ts';

const models: Record<string, StepModel> = { ...pureSteps, ...collectingSteps, ...callingSteps };

/** What one step received and made of it. */
export type Interpreted = StepOutcome & { received: readonly Arrived[] };

/** What a run was, besides its flow. */
export type Given = {
  flow: FlowDocument;
  input: readonly JsonObject[];
  run: { id: string; startedAt: string };
  freedomOf(step: string): Freedom;
  storeLog: readonly StoreAction[];
};

/**
 * The naive run: step after step, each with all of its records at once, arrays in and arrays out. The steps of the flow
 * stand in an order in which every line leads forwards. What a flow leaves open is taken from `freedomOf`.
 */
export function interpret({ flow, input, run, freedomOf, storeLog }: Given): Map<string, Interpreted> {
  const done = new Map<string, Interpreted>();
  const splits: StepContext['splits'] = new Map();
  const parameters: JsonObject = {};
  for (const { name, default: value } of flow.parameters ?? []) parameters[name] = value ?? null;
  const scopeOf = (record: JsonObject) => ({
    record,
    parameters,
    trigger: input[0] ?? null,
    vars: {},
    run,
    now: () => 0,
    uuid: () => '',
  });
  for (const step of flow.steps) {
    const freedom = freedomOf(step.id);
    if (step.type === 'manual') {
      const made: Made[] = input
        .slice(0, freedom.results)
        .map((fields): Made => ({ fields, members: [], parents: [] }));
      done.set(step.id, { received: [], outputs: new Map([['out', made]]), failed: new Map(), filtered: 0 });
      continue;
    }
    const received = arrive(flow.edges, step, freedom, done);
    const model = models[step.type];
    if (!model) throw new Error(`no model for “${step.type}”`);
    const context = {
      step,
      settings: step.settings ?? {},
      freedom,
      parameterNames: Object.keys(parameters),
      scopeOf,
      splits,
      storeLog,
    };
    // A call may have been made with a record behind one that wasn't tried; all else is taken in order.
    const taken = step.type in callingSteps && !step.disabled ? received : received.slice(0, freedom.taken);
    const made = step.disabled ? disabled(context, taken) : model(context, taken);
    const leads = flow.edges.some(({ from, port }) => from === step.id && port === 'error');
    if (step.onError === 'port' && leads) made.outputs.set('error', sendOn(step, freedom, received, made));
    done.set(step.id, { ...made, received });
  }
  return done;
}

/** A step that is switched off hands every record on by its first output. */
const disabled: StepModel = (context, taken) => {
  const { outputs, ...rest } = passOn(context, taken);
  const made = outputs.get('out') ?? [];
  const [first] = firstOutput(context.step);
  if (first === undefined) return { outputs: new Map(), failed: new Map(), filtered: taken.length };
  return { ...rest, outputs: new Map([[first, made]]) };
};

function firstOutput({ type, settings }: FlowStep): string[] {
  if (type === 'stop') return [];
  if (type === 'if') return ['true'];
  if (type === 'filter') return ['kept'];
  if (type !== 'switch') return ['out'];
  const cases = settings?.cases as { name: string }[] | undefined;
  return [cases?.[0]?.name ?? 'otherwise'];
}

const inputs: Record<string, string[]> = { merge: ['a', 'b'], join: ['left', 'right'] };

function arrive(
  edges: readonly FlowEdge[],
  step: FlowStep,
  { turns }: Freedom,
  done: ReadonlyMap<string, Interpreted>,
): Arrived[] {
  return turns.flatMap(({ from, port, first, count }) => {
    const line = edges.find((edge) => edge.from === from && edge.port === port && edge.to === step.id);
    if (!line) throw new Error(`“${step.id}” got records from ${from}.${port}, which doesn’t lead to it`);
    const input = Math.max(0, inputs[step.type]?.indexOf(line.toPort ?? '') ?? 0);
    const left = done.get(from)?.outputs.get(port) ?? [];
    if (first + count > left.length) throw new Error(`“${step.id}” got more than ${from}.${port} gave`);
    return left.slice(first, first + count).map(({ fields, members }) => ({ fields, members, input }));
  });
}

function sendOn(step: FlowStep, freedom: Freedom, received: readonly Arrived[], { failed }: StepOutcome): Made[] {
  return [...failed.keys()]
    .sort((a, b) => a - b)
    .map((place): Made => {
      const { fields = {}, members = [] } = received[place] ?? {};
      const error = { ...freedom.errorAt(place), step: step.id } as JsonObject;
      return { fields: { ...fields, error }, members, parents: [place] };
    });
}
