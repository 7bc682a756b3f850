import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { orderKeyOf } from '../../../shared/expression/index.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import { Sorter } from '../spill/sorter.ts';
import { readFormula } from './formulas.ts';
import { readChoice, readItemChoice, readList } from './settings.ts';
import { recordOf, sortCodec } from './sort-rows.ts';

const orders = ['ascending', 'descending'] as const;

const options = [
  { value: 'ascending', label: 'Smallest first' },
  { value: 'descending', label: 'Largest first' },
];

const value: FieldManifest = {
  key: 'value',
  label: 'Field or formula',
  control: 'expression',
  required: true,
  placeholder: 'Amount',
};

const keyOrder: FieldManifest = {
  key: 'order',
  label: 'Order',
  control: 'choice',
  options,
  placeholder: 'As under More options',
};

const by: FieldManifest = {
  key: 'by',
  label: 'Sort by',
  control: 'list',
  required: true,
  help: 'Numbers come before text; what is empty comes last. Later keys decide where earlier ones agree.',
  items: [value, keyOrder],
  itemLabel: 'key',
  shorthand: value.key,
};

const order: FieldManifest = {
  key: 'order',
  label: 'Order of keys that name none',
  control: 'choice',
  default: 'ascending',
  options,
  group: 'more',
};

const manifest: StepManifest = {
  type: 'sort',
  label: 'Sort',
  description: 'Puts all records in order.',
  category: 'data',
  icon: 'arrow-down-wide-narrow',
  keywords: ['order', 'rank', 'arrange', 'ascending', 'descending', 'alphabetical', 'largest', 'newest', 'top'],
  shape: 'collect',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [by, order],
  summary: 'By {by}',
  sample: { Name: 'Fjord Bank', Amount: 12_000 },
};

/** Hands on all records in the order of `OrderKey`, equal ones as they came. */
export const sort: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames, openSpill, keepsLineage }) {
    const usual = readChoice(settings, order, orders);
    const keys = readList(settings, by).map((entry) => {
      const named = { ...keyOrder, default: usual };
      const direction = readItemChoice(entry, by, named, orders) === 'ascending' ? (1 as const) : (-1 as const);
      return { direction, evaluate: readFormula(entry, by, value, parameterNames).evaluate };
    });
    const rows = new Sorter(openSpill(), sortCodec(keys.map(({ direction }) => direction)));
    return {
      shape: 'collect',
      oneForOne: true,
      add(record, scope, { place }) {
        const found = keys.map(({ evaluate }) => orderKeyOf(evaluate(scope)));
        return rows.add({ keys: found, place, record }, 96 * found.length + estimateBytes(record));
      },
      async *results() {
        for await (const page of rows.read()) {
          const records = page.map(recordOf);
          yield keepsLineage ? { records, parents: page.map(({ place }) => place) } : { records };
        }
      },
    };
  },
};
