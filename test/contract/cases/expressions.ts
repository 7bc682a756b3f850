import { expect } from 'vitest';
import type { AreaCases } from '../case.ts';

const record = {
  lines: [
    { price: 2, quantity: 3 },
    { price: 6, quantity: 1 },
  ],
};

export const expressionCases: AreaCases = {
  preview: {
    works: async ({ client: { expressions } }) => {
      const preview = (source: string) => expressions.preview({ source, record, parameters: { vat: 20 } });
      expect(await preview('{ "total": $sum(lines.(price * quantity)), "vat": $parameters.vat }')).toEqual({
        kind: 'value',
        value: { total: 12, vat: 20 },
      });
      expect(await preview('orders')).toEqual({ kind: 'nothing' });
      expect(await preview('$pad("", 200001, "x")')).toEqual({ kind: 'large', characters: 200_003 });
      expect(await expressions.preview({ source: 'orders', parameters: {} })).toEqual({ kind: 'read' });
    },
    refuses: {
      EXPRESSION_SYNTAX: ({ client }) => client.expressions.preview({ source: '{ "a": ', parameters: {} }),
      EXPRESSION_TYPE: ({ client }) => client.expressions.preview({ source: '"a" * 2', record, parameters: {} }),
      EXPRESSION_LIMIT: ({ client }) => client.expressions.preview({ source: '[1..2000000]', record, parameters: {} }),
    },
    badInputs: [undefined, {}, { source: 1, parameters: {} }, { source: 'a', record: [], parameters: {} }],
  },
};
