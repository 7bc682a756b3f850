import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type EvaluationScope, fieldNameOf } from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { CollectedPage, StepDefinition } from '../../ports/step.ts';
import { type Formula, readFormula } from './formulas.ts';
import { type GroupRow, GroupTable, type Summary } from './group-table.ts';
import { createMeasure, isAddable, type MeasureFunction, measureFunctions } from './measures.ts';
import { type ListEntry, readItemChoice, readItemText, readList, refuseSetting } from './settings.ts';

const groupValue: FieldManifest = {
  key: 'value',
  label: 'Field or formula',
  control: 'expression',
  required: true,
  placeholder: 'Country',
};

const groupName: FieldManifest = {
  key: 'name',
  label: 'Called',
  control: 'text',
  help: 'Needed for a formula; a field keeps its name.',
};

const groupBy: FieldManifest = {
  key: 'groupBy',
  label: 'One record for each',
  control: 'list',
  help: 'With none, all records together give one.',
  items: [groupValue, groupName],
  itemLabel: 'group',
  shorthand: groupValue.key,
};

const name: FieldManifest = { key: 'name', label: 'Name', control: 'text', required: true, placeholder: 'total' };

const measureFunction: FieldManifest = {
  key: 'function',
  label: 'What to work out',
  control: 'choice',
  required: true,
  options: [
    { value: 'count', label: 'Count' },
    { value: 'sum', label: 'Sum' },
    { value: 'avg', label: 'Average' },
    { value: 'min', label: 'Smallest' },
    { value: 'max', label: 'Largest' },
    { value: 'first', label: 'First' },
    { value: 'last', label: 'Last' },
    { value: 'list', label: 'List of all' },
  ],
};

const value: FieldManifest = {
  key: 'value',
  label: 'Value',
  control: 'expression',
  required: true,
  optionalWhen: { field: measureFunction.key, is: ['count'] },
  placeholder: 'Amount',
};

const measures: FieldManifest = {
  key: 'measures',
  label: 'Measures',
  control: 'list',
  required: true,
  help: 'Empty values count for nothing in sums, averages and counts. A count of nothing in particular counts records.',
  items: [name, measureFunction, value],
  itemLabel: 'measure',
};

const manifest: StepManifest = {
  type: 'summarise',
  label: 'Summarise',
  description: 'Counts and adds up records, one result for each group.',
  category: 'data',
  icon: 'sigma',
  keywords: ['group', 'aggregate', 'sum', 'count', 'average', 'total', 'pivot', 'minimum', 'maximum', 'summarize'],
  shape: 'collect',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Groups' }],
  fields: [groupBy, measures],
  summary: '{measures} by {groupBy}',
  makes: [groupBy.key, measures.key],
  sample: { Country: 'Norway', total: 12_000 },
};

type GroupKey = { name: string; evaluate: Formula };
type MeasureSetting = { name: string; apply: MeasureFunction; evaluate: Formula | undefined };

/** Hands on one record for each group, in the order in which the groups first appeared. */
export const summarise: StepDefinition = {
  manifest,
  prepare({ step, settings, parameterNames, openSpill, keepsLineage }) {
    const keys = readList(settings, groupBy).map((entry) => readGroup(entry, parameterNames));
    const wanted = readList(settings, measures).map((entry) => readMeasure(entry, parameterNames));
    checkNames(keys, wanted);
    const groups = new GroupTable(
      openSpill(),
      wanted.map(({ apply }) => apply),
      keepsLineage,
      step.name,
    );
    const toRecord = (found: Pick<Summary, 'values' | 'results'>) => buildRecord(keys, wanted, found);
    // Filled anew for each record; the table copies what it keeps.
    const row: GroupRow = { place: 0, values: [], inputs: [] };
    let received = false;
    return {
      shape: 'collect',
      add(_record, scope, { place }) {
        row.place = place;
        for (let index = 0; index < keys.length; index += 1) {
          row.values[index] = (keys[index] as GroupKey).evaluate(scope);
        }
        for (let index = 0; index < wanted.length; index += 1) {
          row.inputs[index] = readInput(wanted[index] as MeasureSetting, scope);
        }
        received = true;
        return groups.add(row);
      },
      async *results(): AsyncGenerator<CollectedPage> {
        if (!received && keys.length === 0) {
          yield {
            records: [
              toRecord({ values: [], results: wanted.map(({ apply }) => createMeasure(apply, step.name).result()) }),
            ],
          };
          return;
        }
        for await (const page of groups.read()) {
          const records = page.map(toRecord);
          yield keepsLineage ? { records, parents: page.map(({ parents }) => parents) } : { records };
        }
      },
    };
  },
};

function readGroup(entry: ListEntry, parameters: string[]): GroupKey {
  const { source, evaluate } = readFormula(entry, groupBy, groupValue, parameters);
  const called = readItemText(entry, groupBy, groupName).trim() || fieldNameOf(source);
  const at = `${entry.path}.${groupName.key}`;
  return { name: called ?? refuseSetting(groupBy, 'a formula needs a name for its field.', at), evaluate };
}

function readMeasure(entry: ListEntry, parameters: string[]): MeasureSetting {
  const called = readItemText(entry, measures, name);
  const apply = readItemChoice(entry, measures, measureFunction, measureFunctions);
  const item = apply === 'count' ? { ...value, required: false } : value;
  if (readItemText(entry, measures, item) === '') return { name: called, apply, evaluate: undefined };
  return { name: called, apply, evaluate: readFormula(entry, measures, value, parameters).evaluate };
}

function checkNames(keys: GroupKey[], wanted: MeasureSetting[]): void {
  const seen = new Set<string>();
  const check = (list: FieldManifest, index: number, called: string) => {
    const at = `${list.key}.${index}.${name.key}`;
    // Set as a field it would change the record's prototype instead.
    if (called === '__proto__') refuseSetting(list, 'a field can’t be called “__proto__”.', at);
    if (seen.has(called)) refuseSetting(list, `two fields of the result are called “${called}”.`, at);
    seen.add(called);
  };
  for (const [index, key] of keys.entries()) check(groupBy, index, key.name);
  for (const [index, measure] of wanted.entries()) check(measures, index, measure.name);
}

function readInput({ name: field, apply, evaluate }: MeasureSetting, scope: EvaluationScope): Json {
  if (!evaluate) return true;
  const input = evaluate(scope);
  if ((apply !== 'sum' && apply !== 'avg') || isAddable(input)) return input;
  throw new MillraceError('INVALID_INPUT', { field, detail: `${JSON.stringify(input)} can’t be added up.` });
}

function buildRecord(
  keys: GroupKey[],
  wanted: MeasureSetting[],
  { values, results }: Pick<Summary, 'values' | 'results'>,
): JsonObject {
  const record: JsonObject = {};
  for (const [index, key] of keys.entries()) record[key.name] = values[index] ?? null;
  for (const [index, measure] of wanted.entries()) {
    const result = results[index] ?? null;
    if (result === Number.POSITIVE_INFINITY || result === Number.NEGATIVE_INFINITY) {
      throw new MillraceError('INVALID_INPUT', { field: measure.name, detail: 'it is past the largest number.' });
    }
    record[measure.name] = result;
  }
  return record;
}
