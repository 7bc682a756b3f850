import type { Json } from '../../json/json.ts';
import { defineFunction, type ExpressionFunction, type FunctionManifest } from './define-function.ts';

/** Logic functions whose arguments are all evaluated. */
export const logicFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'isEmpty',
    group: 'logic',
    label: 'Is empty',
    summary: 'True for a missing field, null, a text of blanks only, a list or a map without anything in it.',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'boolean',
    example: { source: 'isEmpty("  ")', result: true },
    alsoKnownAs: ['isBlank', 'isNull', 'empty', 'isMissing'],
    quiet: true,
    run: (frame, value) => {
      if (typeof value === 'string') frame.spendText(value.length);
      return isEmptyValue(value);
    },
  }),
];

/** Functions of the grammar: they choose which of their arguments are evaluated, so the compiler knows them. */
export const choiceManifests = [
  {
    name: 'if',
    group: 'logic',
    label: 'If … then … else',
    summary:
      'The second value when the condition is true, else the third (null when omitted). Only that one is worked out.',
    parameters: [
      { name: 'condition', type: 'boolean' },
      { name: 'then', type: 'any' },
      { name: 'else', type: 'any', optional: true },
    ],
    returns: 'any',
    example: { source: 'if(7 > 5, "large", "small")', result: 'large' },
    alsoKnownAs: ['iif', 'case', 'when'],
  },
  {
    name: 'coalesce',
    group: 'logic',
    label: 'First value there is',
    summary: 'The first of the values that isn’t null or missing; null when all are.',
    parameters: [{ name: 'values', type: 'any', repeated: true }],
    returns: 'any',
    example: { source: 'coalesce(null, "Ada", "Bo")', result: 'Ada' },
    alsoKnownAs: ['ifNull', 'nvl', 'default', 'orElse'],
  },
  {
    name: 'has',
    group: 'logic',
    label: 'Has the field',
    summary: 'True when the field is there, even when it is null.',
    parameters: [{ name: 'field', type: 'any' }],
    returns: 'boolean',
    example: { source: 'has({"Email": null}.Email)', result: true },
    alsoKnownAs: ['exists', 'isDefined'],
  },
] as const satisfies readonly FunctionManifest[];

function isEmptyValue(value: Json): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value !== 'object') return false;
  return (Array.isArray(value) ? value : Object.keys(value)).length === 0;
}
