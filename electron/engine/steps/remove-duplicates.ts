import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { identityOf } from '../../../shared/json/identity.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { readFormula } from './formulas.ts';
import { SeenTexts } from './seen-texts.ts';
import { readList } from './settings.ts';

const value: FieldManifest = {
  key: 'value',
  label: 'Field or formula',
  control: 'expression',
  required: true,
  placeholder: 'lower(Email)',
};

const by: FieldManifest = {
  key: 'by',
  label: 'Same when these agree',
  control: 'list',
  help: 'With none, records are the same when all of their fields are.',
  items: [value],
  itemLabel: 'key',
  shorthand: value.key,
};

const manifest: StepManifest = {
  type: 'remove_duplicates',
  label: 'Remove duplicates',
  description: 'Keeps the first of the records that are the same.',
  category: 'data',
  icon: 'copy-minus',
  keywords: ['unique', 'distinct', 'dedupe', 'deduplicate', 'same', 'repeated', 'double'],
  shape: 'map',
  trigger: false,
  pure: true,
  byOrder: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [by],
  summary: 'By {by}',
  sample: { Name: 'Fjord Bank', Email: 'post@fjordbank.example' },
};

/** Hands on each record whose key wasn't there before; the others lead to nothing. `7` and `"7"` are different keys. */
export const removeDuplicates: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames, openSpill }) {
    const keys = readList(settings, by).map((entry) => readFormula(entry, by, value, parameterNames).evaluate);
    const seen = new SeenTexts(openSpill());
    return {
      shape: 'map',
      pure: true,
      apply(record, scope, emit) {
        const key = keys.length === 0 ? record : keys.map((evaluate) => evaluate(scope));
        if (seen.add(identityOf(key))) emit(0, record);
      },
    };
  },
};
