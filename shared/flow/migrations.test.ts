import { describe, expect, it } from 'vitest';
import { CURRENT_FORMAT, FIRST_FORMAT, type FlowMigration, flowMigrations, migrateFlow } from './migrations.ts';

/**
 * Formats that never were: two steps back from one called 3, to prove the mechanism while there is only one real
 * format.
 */
const invented: FlowMigration[] = [
  {
    to: 2,
    intent: 'nodes are called steps',
    migrate: ({ nodes, ...rest }) => ({ ...rest, steps: nodes ?? [] }),
  },
  { to: 3, intent: 'a flow has a description', migrate: (flow) => ({ description: '', ...flow }) },
];

describe('migrations of the flow format', () => {
  it('are counted without gaps, from the second format to the present one', () => {
    const numbers = Array.from({ length: CURRENT_FORMAT - FIRST_FORMAT }, (_, index) => FIRST_FORMAT + 1 + index);
    expect(flowMigrations.map(({ to }) => to)).toEqual(numbers);
  });

  it('bring an old document to the present format one after the other, keeping unknown keys', () => {
    const old = { format: 'millrace.flow/1', nodes: [{ id: 'a' }], extra: { kept: true } };
    expect(migrateFlow(old, invented, 3)).toEqual({
      format: 'millrace.flow/3',
      description: '',
      steps: [{ id: 'a' }],
      extra: { kept: true },
    });
    expect(old.format).toBe('millrace.flow/1');
  });

  it('run only those that the document lacks', () => {
    const newer = { format: 'millrace.flow/2', nodes: 'a text of its own', steps: [] };
    expect(migrateFlow(newer, invented, 3)).toMatchObject({ nodes: 'a text of its own', steps: [], description: '' });
  });

  it('leave a current document as the very same object', () => {
    const current = { format: 'millrace.flow/1' };
    expect(migrateFlow(current)).toBe(current);
  });

  it('refuse what comes after and what was never there', () => {
    expect(() => migrateFlow({ format: 'millrace.flow/4' }, invented, 3)).toThrow('newer version');
    expect(() => migrateFlow({ format: 'millrace.flow/0' }, invented, 3)).toThrow('format should be');
    expect(() => migrateFlow({}, invented, 3)).toThrow('format should be');
  });
});
