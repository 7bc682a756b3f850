import { z } from 'zod';
import { json, jsonObject, requires } from './base.ts';

/**
 * What an expression makes of a record: a value, nothing, or one that is too large to be shown, as so many characters of
 * JSON. `read` says that there was no record, and that the expression can be read.
 */
export const expressionPreview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value: json }),
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('large'), characters: z.number() }),
  z.object({ kind: z.literal('read') }),
]);
export type ExpressionPreview = z.infer<typeof expressionPreview>;

export const expressionsContract = {
  /**
   * Tries a JSONata expression on a record, in a process of its own and within the bounds of a run. EXPRESSION_SYNTAX with
   * its place, EXPRESSION_TYPE where it fails for this record, EXPRESSION_LIMIT past a bound.
   */
  preview: requires('editFlows')
    .input(z.object({ source: z.string(), record: jsonObject.optional(), parameters: jsonObject }))
    .output(expressionPreview),
};
