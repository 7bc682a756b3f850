import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { compileFormula } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { NOT_KNOWN_YET } from '../../../shared/run/plan.ts';
import type { SplitRecords } from '../../ports/origins.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { membershipOf, withMembership } from '../membership.ts';
import { compileSetting, readText, refuseSetting } from './settings.ts';

const list: FieldManifest = {
  key: 'list',
  label: 'List',
  control: 'expression',
  required: true,
  placeholder: 'order.lines',
  help: 'A field or formula that gives a list. Records whose list is empty hand on nothing.',
};

const as: FieldManifest = {
  key: 'as',
  label: 'Call each item',
  control: 'text',
  default: 'item',
  placeholder: 'item',
  help: 'The field in which each record has its item.',
};

const manifest: StepManifest = {
  type: 'for_each',
  label: 'For each',
  description: 'Hands on one record for each item of a list.',
  category: 'logic',
  icon: 'ungroup',
  keywords: ['loop', 'iterate', 'repeat', 'split', 'list', 'array', 'items', 'lines', 'explode', 'unwind', 'foreach'],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Items' }],
  fields: [list, as],
  summary: '{as} of {list}',
  splits: true,
  sample: { Name: 'Order 7', item: { product: 'Lamp', quantity: 2 } },
};

/** Hands on a record for each item, with all fields of the one that held the list. */
export const forEach: StepDefinition = {
  manifest,
  prepare({ step, settings, parameterNames, origins }) {
    const source = readText(settings, list);
    const { evaluate } = compileSetting(list.key, () => compileFormula(source, { parameters: parameterNames }));
    const name = readText(settings, as).trim() || 'item';
    // Set as a field it would change the record's prototype instead.
    if (name === '__proto__') refuseSetting(as, 'a field can’t be called “__proto__”.');
    let kept: SplitRecords | undefined;
    return {
      shape: 'map',
      pure: true,
      apply(record, scope, emit, received) {
        const items = readItems(evaluate(scope));
        kept ??= origins.find(step.id);
        if (!kept) {
          for (const item of items) emit(0, { ...record, [name]: item });
          return;
        }
        const parent = kept.add(record, received);
        const outer = membershipOf(record);
        for (const [place, item] of items.entries()) {
          const membership = { origin: step.id, parent, place, ...(outer ? { outer } : {}) };
          emit(0, withMembership({ ...record, [name]: item }, membership));
        }
      },
      // A record comes out of the gathering step even when nothing else of it is wanted.
      needsAll: () => origins.find(step.id) !== undefined,
    };
  },
};

function readItems(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  // Nobody can tell how many items a list has that a dry run doesn't know.
  if (value === null || value === '' || value === NOT_KNOWN_YET) return [];
  const found = typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 80);
  throw new MillraceError('INVALID_INPUT', { field: list.label, detail: `this must be a list, not ${found}.` });
}
