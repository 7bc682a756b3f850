import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { compileValue } from '../../../shared/expression/index.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import type { FlowCalls } from '../../ports/flow-calls.ts';
import type { CallContext, StepDefinition } from '../../ports/step.ts';
import { compileSetting, readText, refuseSetting } from './settings.ts';

/** What the host lends the step. */
export type CallServices = { flowCalls: FlowCalls };

const flow: FieldManifest = {
  key: 'flow',
  label: 'Flow',
  control: 'choice',
  load: 'flows',
  required: true,
  placeholder: 'Choose a flow',
  help: 'It runs once for each record, as it was saved last. Its connections are its own.',
};

const input: FieldManifest = {
  key: 'input',
  label: 'Give it',
  control: 'values',
  help: 'The fields that its trigger starts with. Left empty, it gets the whole record.',
};

const manifest: StepManifest = {
  type: 'call_flow',
  label: 'Call a flow',
  description: 'Runs another flow for each record and adds what it gives.',
  category: 'logic',
  icon: 'workflow',
  keywords: ['sub-flow', 'subflow', 'nested', 'reuse', 'function', 'invoke', 'child', 'run another flow'],
  shape: 'map',
  trigger: false,
  pure: false,
  effect: 'write',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [flow, input],
  summary: 'Calls {flow}',
  sample: { Name: 'Fjord Bank', call: [{ Rating: 'A' }] },
};

/** Runs a flow for each record, as a run of its own, and adds the list of the records that it gives. */
export const callFlow: StepDefinition<CallServices> = {
  manifest,
  async prepare({ step, settings, parameterNames, services }) {
    const reference = readText(settings, flow);
    const called = await services.flowCalls.find(reference).catch((thrown: unknown) => refuse(thrown));
    const mapped = settings[input.key] ?? {};
    if (!isJsonObject(mapped)) return refuseSetting(input, 'this must be an object of names and values.');
    const { evaluate } = compileSetting(input.key, () => compileValue(mapped, { parameters: parameterNames }));
    const isMapped = Object.keys(mapped).length > 0;
    const inputOf = (record: JsonObject, call: CallContext): JsonObject => {
      const given = isMapped ? evaluate(call.scopeFor(record)) : record;
      return isJsonObject(given) ? given : record;
    };
    return {
      shape: 'map',
      pure: false,
      concurrency: called.concurrency,
      // A flow takes as long as it takes; its own steps have their limits.
      unlimited: true,
      // A call with the same key is the same run.
      repeatable: true,
      plansItself: true,
      recalled(call) {
        called.recalled?.({ step: step.id, place: call.place?.(0) ?? 0, key: call.idempotencyKey(0) });
      },
      async run(record, call) {
        const { output, more, failed, number } = await called.call({
          step: step.id,
          place: call.place?.(0) ?? 0,
          key: call.idempotencyKey(0),
          input: inputOf(record, call),
          signal: call.signal,
          ...(call.openness ? { openness: call.openness } : {}),
        });
        if (more) call.warn({ code: 'OUTPUT_CUT', message: cut, field: called.name });
        if (failed > 0) call.warn({ code: 'CALLED_RUN_FAILED_PARTLY', message: partly(called.name, number) });
        return { adds: output };
      },
    };
  },
};

const cut = 'The called flow gave more records than are handed back; only the first were added.';

function partly(name: string, number: number): string {
  return `Records failed in “${name}” without stopping it. Open run ${number} to see them.`;
}

/** Says which setting names the flow that can't be called. */
function refuse(thrown: unknown): never {
  if (!(thrown instanceof MillraceError)) throw thrown;
  throw new MillraceError(thrown.code, { ...thrown.data, field: flow.key }, { cause: thrown });
}
