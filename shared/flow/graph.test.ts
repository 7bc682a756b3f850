import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycles } from './cycles.ts';
import { executionOrder, type FlowGraph, reachableSteps, upstreamSteps } from './graph.ts';

/** A graph from its lines: `a>b b>c`, with a lone step by its name. */
function draw(text: string): FlowGraph {
  const ids = new Set(text.split(/[ >]+/).filter((id) => id !== ''));
  const edges = text.split(' ').flatMap((part) => {
    const [from, to] = part.split('>');
    return from && to ? [{ from, to }] : [];
  });
  return { steps: [...ids].map((id) => ({ id, type: 'x', name: id })), edges };
}

const order = (graph: FlowGraph): string =>
  executionOrder(graph)
    .map(({ id }) => id)
    .join('');

const anyGraph = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }))
  .map(
    ([count, pairs]): FlowGraph => ({
      steps: Array.from({ length: count }, (_, index) => ({ id: `s${index}`, type: 'x', name: '' })),
      edges: pairs.map(([from, to]) => ({ from: `s${from}`, to: `s${to}` })),
    }),
  );

describe('the execution order', () => {
  it('leaves an order alone that is right already', () => {
    //   a → b → d
    //   └→ c ──┘
    expect(order(draw('a>b a>c b>d c>d'))).toBe('abcd');
    expect(order(draw('a>c a>b c>d b>d'))).toBe('acbd');
  });

  it('puts every step behind those that lead to it', () => {
    expect(order(draw('d a b>d a>b c>a'))).toBe('cabd');
  });

  it('puts steps on a loop and behind it last, as they stand', () => {
    expect(order(draw('b>c c>b c>e a>b d'))).toBe('adbce');
  });

  it('holds every step once, each after all it depends on, and is its own order', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const sorted = executionOrder(graph);
        expect(sorted.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
          graph.steps.toSorted((a, b) => a.id.localeCompare(b.id)),
        );
        expect(executionOrder({ ...graph, steps: sorted })).toEqual(sorted);
        if (findCycles(graph).length > 0) return;
        const place = new Map(sorted.map(({ id }, index) => [id, index]));
        for (const { from, to } of graph.edges) {
          const [before, after] = [place.get(from), place.get(to)];
          if (before !== undefined && after !== undefined) expect(before).toBeLessThan(after);
        }
      }),
    );
  });
});

describe('loops', () => {
  it('finds none in a graph without', () => {
    expect(findCycles(draw('a>b a>c b>d c>d'))).toEqual([]);
  });

  it('finds each loop with its own steps only', () => {
    //   a → b ⇄ c → d → e → f → d     g → g
    expect(findCycles(draw('a>b b>c c>b c>d d>e e>f f>d g>g'))).toEqual([['b', 'c'], ['d', 'e', 'f'], ['g']]);
  });

  it('finds the loop of ten thousand steps without exhausting the stack', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => ({ id: `s${index}`, type: 'x', name: '' }));
    const edges = steps.map(({ id }, index) => ({ from: id, to: `s${(index + 1) % steps.length}` }));
    expect(findCycles({ steps, edges })[0]).toHaveLength(10_000);
  });
});

describe('reach', () => {
  it('follows lines forwards, nearest first', () => {
    expect([...reachableSteps(draw('a>b b>c a>d x>a'), ['a'])]).toEqual(['a', 'b', 'd', 'c']);
  });

  it('names the steps before one, nearest first', () => {
    expect(upstreamSteps(draw('a>b b>c d>c c>e'), 'c')).toEqual(['b', 'd', 'a']);
    expect(upstreamSteps(draw('a>b'), 'a')).toEqual([]);
  });

  it('passes over lines to steps that aren’t there', () => {
    expect([...reachableSteps({ ...draw('a>b'), edges: [{ from: 'a', to: 'gone' }] }, ['a', 'ghost'])]).toEqual(['a']);
  });
});
