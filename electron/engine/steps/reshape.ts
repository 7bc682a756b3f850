import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { Evaluator } from '../../ports/evaluator.ts';
import type { MapOutcome, StepDefinition } from '../../ports/step.ts';
import { readChoice, readText } from './settings.ts';

/** What the host lends the step. */
export type ReshapeServices = { evaluator: Evaluator };

/** Records under way at once: they travel to the evaluator together. */
const RECORDS_AT_ONCE = 200;

const expression: FieldManifest = {
  key: 'expression',
  label: 'Expression',
  control: 'jsonata',
  required: true,
  placeholder: '{ "total": $sum(items.price) }',
  help: 'JSONata. It sees the record’s fields by name, and $trigger, $run and $parameters.',
};

const result: FieldManifest = {
  key: 'result',
  label: 'Result',
  control: 'choice',
  default: 'add',
  options: [
    { value: 'add', label: 'Add it to the record', help: 'As a field named after this step.' },
    { value: 'replace', label: 'Put it in the record’s place', help: 'A list becomes one record for each item.' },
  ],
};

const manifest: StepManifest = {
  type: 'reshape',
  label: 'Reshape',
  description: 'Builds a new structure out of a whole record.',
  category: 'data',
  icon: 'braces',
  keywords: ['jsonata', 'transform', 'json', 'restructure', 'document', 'nested', 'query', 'map', 'convert', 'build'],
  shape: 'map',
  trigger: false,
  pure: false,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [expression, result],
  summary: '{expression}',
  sample: { order: 'A-1', total: 42 },
};

/**
 * Evaluates a JSONata expression for each record, in the evaluator's processes. Its result is added under the step's id
 * (nothing adds nothing), or takes the record's place: an object, each object of a list, or nothing.
 */
export const reshape: StepDefinition<ReshapeServices> = {
  manifest,
  async prepare({ step, settings, services }) {
    const source = readText(settings, expression);
    const takesPlace = readChoice(settings, result, ['add', 'replace']) === 'replace';
    const evaluation = await services.evaluator.open(source).catch((thrown: unknown) => refuse(thrown));
    return {
      shape: 'map',
      pure: false,
      concurrency: RECORDS_AT_ONCE,
      // The evaluator has limits of its own, for each record.
      unlimited: true,
      async run(record, call) {
        const { trigger, run, parameters } = call.scopeFor(record);
        const made = await evaluation.evaluate(record, { trigger, run, parameters }, call.signal);
        if (takesPlace) return toRecords(made, step.name);
        return made === undefined ? {} : { adds: made };
      },
    };
  },
};

/** Says which setting holds the expression that can't be used. */
function refuse(thrown: unknown): never {
  if (!(thrown instanceof MillraceError)) throw thrown;
  throw new MillraceError(thrown.code, { ...thrown.data, field: expression.key }, { cause: thrown });
}

function toRecords(made: Json | undefined, step: string): MapOutcome {
  if (made === undefined || made === null) return { records: [] };
  const items = Array.isArray(made) ? made : [made];
  const records = items.filter((item): item is JsonObject => isJsonObject(item));
  if (records.length === items.length) return { records };
  const wrong = items.find((item) => !isJsonObject(item));
  const detail = `it gives ${describe(wrong)}, which can’t take a record’s place; let it give objects, or add the result to the record.`;
  throw new MillraceError('INVALID_INPUT', { field: `${expression.label} of ${step}`, detail });
}

function describe(value: Json | undefined): string {
  if (Array.isArray(value)) return 'a list in a list';
  return value === null ? 'nothing in a list' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
