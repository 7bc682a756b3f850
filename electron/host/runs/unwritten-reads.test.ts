import { describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument } from '../../../shared/flow/index.ts';
import { createPlanSteps } from './plan-steps.ts';
import { createUnwrittenReads } from './unwritten-reads.ts';

function flowOf(name: string, steps: Record<string, string | undefined>, ...edges: [string, string][]): FlowDocument {
  return {
    ...createFlow(name, name),
    steps: Object.entries(steps).map(([id, slot]) => ({
      id,
      type: 'any',
      name: `${name} ${id}`,
      ...(slot === undefined ? {} : { connection: slot }),
    })),
    edges: edges.map(([from, to]) => ({ from, to })),
  };
}

/** `post → call → get`, where `call` calls `create → look`. */
function open() {
  const outer = flowOf(
    'outer',
    { post: undefined, call: undefined, get: 'crm', other: 'crm' },
    ['post', 'call'],
    ['call', 'get'],
  );
  const inner = flowOf(
    'inner',
    { create: 'mine', look: 'mine', read: undefined },
    ['create', 'look'],
    ['look', 'read'],
  );
  const steps = createPlanSteps({ document: outer, bindings: { crm: 'c1' } });
  steps.note('call/', { document: inner, bindings: { mine: 'c1' } });
  return { steps, reads: createUnwrittenReads(steps) };
}

const create = { operation: 'create' as const, target: 'Contact', fields: [] };
const http = (step: string, more = {}) => ({ kind: 'http' as const, step, target: 'api.example.com', ...more });

describe('reads behind withheld writes', () => {
  it('are told where a step reads with the connection that a step before it would have written with', () => {
    const { reads } = open();
    reads.wrote('call/create', [create]);
    reads.read(http('call/look', { connectionId: 'c1' }));
    reads.read(http('call/look', { connectionId: 'c2' }));
    reads.read(http('get', { connectionId: 'c1' }));
    expect(reads.list()).toEqual([
      { reader: 'call/look', writer: 'call/create', certain: false },
      { reader: 'get', writer: 'call/create', certain: false },
    ]);
  });

  it('aren’t told of a step that isn’t behind the write, of one that wrote nothing, and of its own', () => {
    const { reads } = open();
    reads.wrote('get', []);
    reads.wrote('call/look', [create]);
    reads.read(http('other', { connectionId: 'c1' }));
    reads.read(http('call/create', { connectionId: 'c1' }));
    reads.read(http('call/look', { connectionId: 'c1' }));
    expect(reads.list()).toEqual([]);
  });

  it('are told by host where there is no connection, and by path for files, once for two steps', () => {
    const { reads } = open();
    reads.wrote('post', [{ operation: 'send', target: 'POST https://api.example.com/a?b=1', fields: [] }]);
    reads.wrote('post', [{ operation: 'write-file', target: '/data/a.csv', fields: [] }]);
    reads.read(http('call/read', { target: 'elsewhere.example.com' }));
    reads.read(http('call/read'));
    reads.read(http('call/read'));
    reads.read({ kind: 'file', step: 'get', target: '/data/b.csv' });
    reads.read({ kind: 'file', step: 'get', target: '/data/a.csv' });
    expect(reads.list()).toEqual([
      { reader: 'call/read', writer: 'post', certain: false },
      { reader: 'get', writer: 'post', certain: true },
    ]);
  });
});

describe('the steps of a plan', () => {
  it('have their own names, and in called flows the flow’s beside them', () => {
    const { steps } = open();
    expect(['post', 'call/look', 'gone', 'call/gone'].map(steps.nameOf)).toEqual([
      'outer post',
      'inner look',
      'gone',
      'gone',
    ]);
    expect([steps.originOf('post'), steps.originOf('call/look')]).toEqual([
      undefined,
      { flow: 'inner', step: 'inner look' },
    ]);
  });
});
