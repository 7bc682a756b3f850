import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFlow } from './canonical.ts';
import { welcomeNewLeads } from './flow.fixture.ts';
import { anyFlow } from './flow-arbitrary.fixture.ts';
import { parseFlow } from './read-flow.ts';

describe('the canonical text of a flow', () => {
  it('is what JSON.stringify writes with two spaces, and ends with one line break', () => {
    expect(formatFlow(welcomeNewLeads)).toBe(`${JSON.stringify(welcomeNewLeads, null, 2)}\n`);
  });

  it('comes out of an import byte for byte as it went in', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const canonical = formatFlow(parseFlow(JSON.stringify(flow)));
        expect(formatFlow(parseFlow(canonical))).toBe(canonical);
      }),
      { numRuns: 300 },
    );
  });

  it('R22 keeps every unknown key at every level, whatever its name', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const text = JSON.stringify(flow);
        const back = JSON.parse(formatFlow(parseFlow(text)));
        expect(sortDeep(back)).toBe(sortDeep(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for equal documents, however their keys stand', () => {
    const { steps, layout, ...rest } = welcomeNewLeads;
    const turned = Object.fromEntries(Object.entries({ layout, ...rest, steps }).reverse());
    expect(formatFlow(parseFlow(JSON.stringify(turned)))).toBe(formatFlow(welcomeNewLeads));
  });

  it('puts known keys in the document’s order and others after them, sorted', () => {
    const [first] = welcomeNewLeads.steps;
    const step = { zeta: 1, name: 'Run now', alpha: { z: 1, a: 2 }, type: 'manual', id: first?.id };
    const text = formatFlow(parseFlow(JSON.stringify({ ...welcomeNewLeads, steps: [step], edges: [] })));
    expect(Object.keys(JSON.parse(text).steps[0])).toEqual(['id', 'type', 'name', 'alpha', 'zeta']);
    expect(text).toContain('"alpha": {\n        "a": 2,\n        "z": 1\n      }');
  });

  it('sorts maps by code unit, numbers among their keys too', () => {
    const settings = { b: 1, '10': 1, a: 1, '9': 1, B: 1 };
    const steps = [{ id: 'start', type: 'manual', name: 'Run now', settings }];
    const text = formatFlow({ ...welcomeNewLeads, steps, edges: [] });
    expect(text.match(/"(10|9|B|a|b)": 1/g)).toEqual(['"10": 1', '"9": 1', '"B": 1', '"a": 1', '"b": 1']);
  });

  it('keeps the order of a pinned record’s fields, which is that of its columns', () => {
    const pinned = { start: [{ Name: 'Ada', Age: 36, Address: { Zip: 1, City: 2 } }] };
    const back = JSON.parse(formatFlow({ ...welcomeNewLeads, pinned }));
    expect(JSON.stringify(back.pinned)).toBe(JSON.stringify(pinned));
  });

  it('puts steps in execution order', () => {
    const text = formatFlow({ ...welcomeNewLeads, steps: welcomeNewLeads.steps.toReversed() });
    expect(text).toBe(formatFlow(welcomeNewLeads));
  });

  it('changes nothing but the layout when a step is moved', () => {
    const moved = {
      ...welcomeNewLeads,
      layout: { ...welcomeNewLeads.layout, steps: { leads: [999, 7] as [number, number] } },
    };
    const lines = (text: string) => text.slice(0, text.indexOf('"layout"'));
    expect(lines(formatFlow(moved))).toBe(lines(formatFlow(welcomeNewLeads)));
  });
});

/** A text that is equal for equal JSON values, whatever the order of their keys; steps stand in any order. */
function sortDeep(value: unknown): string {
  if (Array.isArray(value)) {
    const isSteps = value.every((item) => typeof item === 'object' && item !== null && Object.hasOwn(item, 'type'));
    const items = value.map(sortDeep);
    return `[${(isSteps ? items.sort() : items).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${sortDeep(item)}`);
  return `{${entries.sort().join()}}`;
}
