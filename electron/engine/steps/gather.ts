import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { compileFormula, type EvaluationScope } from '../../../shared/expression/index.ts';
import { ALL_RECORDS } from '../../../shared/flow/gathering.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { splitPlace } from '../../../shared/run/split-place.ts';
import type { CollectedPage, StepDefinition } from '../../ports/step.ts';
import { membershipIn, withMembership } from '../membership.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import { Sorter } from '../spill/sorter.ts';
import { gatheredRows, ListReader } from './gathered-rows.ts';
import { compileSetting, readText } from './settings.ts';

/** What a row holds beside its value, about. */
const ROW_BYTES = 80;
/** Lists that are handed on at once: few, since each may be long. */
const PAGE_LISTS = 50;

const origin: FieldManifest = {
  key: 'origin',
  label: 'What to gather',
  control: 'text',
  required: true,
  placeholder: 'for_each',
  help: 'The id of a “For each” step before this one: its records come out, each with its list. Or “all”: one list.',
};

const value: FieldManifest = {
  key: 'value',
  label: 'What goes into the list',
  control: 'expression',
  placeholder: 'item.total',
  help: 'A field or formula. Left empty, it is the whole record.',
};

const manifest: StepManifest = {
  type: 'gather',
  label: 'Gather',
  description: 'Brings the records of “For each” together again, as a list.',
  category: 'logic',
  icon: 'combine',
  keywords: ['collect', 'aggregate', 'list', 'array', 'group', 'join', 'together', 'for each', 'loop', 'done', 'all'],
  shape: 'collect',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records with their lists' }],
  fields: [origin, value],
  summary: '{value} of {origin}',
  gathers: origin.key,
  sample: { Name: 'Order 7', gather: [12, 30] },
};

/**
 * Hands on the records that a `for_each` split, in their order, each with the list of what came of it under the step's
 * id, in the order of the items; a record of which nothing came has an empty list. With `all`: one record with one list.
 */
export const gather: StepDefinition = {
  manifest,
  prepare({ step, settings, parameterNames, openSpill, origins, keepsLineage }) {
    const from = readText(settings, origin).trim();
    const evaluate = compileItem(readText(settings, value), parameterNames);
    const split = from === ALL_RECORDS ? oneOfNothing : origins.keep(from);
    const rows = new Sorter(openSpill(), gatheredRows);
    return {
      shape: 'collect',
      add(record, scope, { place }) {
        const member = from === ALL_RECORDS ? { parent: 0, place } : membershipIn(record, from);
        if (!member) throw new MillraceError('RECORD_NOT_SPLIT', { step: from });
        const item = evaluate(scope);
        return rows.add(
          { parent: member.parent, item: member.place, place, value: item },
          ROW_BYTES + estimateBytes(item),
        );
      },
      async *results(): AsyncGenerator<CollectedPage> {
        const lists = new ListReader(rows.read(), step.name);
        try {
          let number = 0;
          for await (const records of split.read()) {
            for (let first = 0; first < records.length; first += PAGE_LISTS) {
              const page: Required<Omit<CollectedPage, 'filtered'>> & { parents: number[][] } = {
                records: [],
                parents: [],
              };
              for (const { record, place } of records.slice(first, first + PAGE_LISTS)) {
                const { values, places } = await lists.read(number);
                number += 1;
                page.records.push({ ...record, [step.id]: values });
                page.parents.push(places.length > 0 || place === undefined ? places : [splitPlace(place)]);
              }
              yield keepsLineage ? page : { records: page.records };
            }
          }
        } finally {
          await lists.close();
        }
      },
    };
  },
};

/** What is “split” where everything is gathered: one record without fields. */
const oneOfNothing: { read(): AsyncIterable<{ record: JsonObject; place?: number }[]> } = {
  async *read() {
    yield [{ record: {} }];
  },
};

function compileItem(source: string, parameters: string[]): (scope: EvaluationScope) => Json {
  if (source.trim() === '') return ({ record }) => withMembership(record, undefined);
  const { evaluate } = compileSetting(value.key, () => compileFormula(source, { parameters }));
  return (scope) => {
    const item = evaluate(scope);
    return isJsonObject(item) ? withMembership(item, undefined) : item;
  };
}
