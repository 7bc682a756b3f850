import { implementer } from './implementer.ts';

const { expressions } = implementer;

/** `contract.expressions`. */
export const expressionHandlers = {
  preview: expressions.preview.handler(({ context, input, signal = new AbortController().signal }) =>
    context.previewExpression(input, signal),
  ),
};
