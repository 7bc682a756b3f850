import type { FunctionManifest } from './define-function.ts';

const list = { name: 'list', type: 'list' } as const;
const item = { name: 'item', type: 'any' } as const;
const condition = { name: 'condition', type: 'boolean' } as const;

/**
 * CEL's macros: the second part names the item, the last is worked out for each item. Written `Items.map(item, …)` or
 * `map(Items, item, …)`; a map gives its keys. Of a null list, `map` and `filter` are null and the others false.
 */
export const macroManifests = [
  {
    name: 'map',
    group: 'lists',
    label: 'Change each item',
    summary: 'A list of what each item becomes; with a condition before it, only of the items for which that is true.',
    parameters: [list, item, { name: 'value', type: 'any' }],
    returns: 'list',
    example: { source: '[1, 2].map(item, item * 10)', result: [10, 20] },
    alsoKnownAs: ['forEach', 'transform'],
  },
  {
    name: 'filter',
    group: 'lists',
    label: 'Keep some items',
    summary: 'The items for which the condition is true.',
    parameters: [list, item, condition],
    returns: 'list',
    example: { source: '[1, 2, 3].filter(item, item > 1)', result: [2, 3] },
    alsoKnownAs: ['where'],
  },
  {
    name: 'exists',
    group: 'lists',
    label: 'Is it true for any item',
    summary: 'True when the condition is true for at least one item.',
    parameters: [list, item, condition],
    returns: 'boolean',
    example: { source: '[1, 2].exists(item, item > 1)', result: true },
    alsoKnownAs: ['some', 'any'],
  },
  {
    name: 'all',
    group: 'lists',
    label: 'Is it true for all items',
    summary: 'True when the condition is true for every item, so also for an empty list.',
    parameters: [list, item, condition],
    returns: 'boolean',
    example: { source: '[1, 2].all(item, item > 1)', result: false },
    alsoKnownAs: ['every'],
  },
  {
    name: 'exists_one',
    group: 'lists',
    label: 'Is it true for exactly one item',
    summary: 'True when the condition is true for one item and no other.',
    parameters: [list, item, condition],
    returns: 'boolean',
    example: { source: '[1, 2].exists_one(item, item > 1)', result: true },
  },
] as const satisfies readonly FunctionManifest[];
