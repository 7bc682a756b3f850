import { describe, expect, it } from 'vitest';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { Json } from '../../shared/json/json.ts';
import { changeOutputs } from './change-outputs.ts';
import { fixtureContent } from './commands.fixture.ts';
import { applyEdit, type FlowContent } from './edit.ts';

const cases: FieldManifest = { key: 'cases', label: 'Cases', control: 'list' };
const named = (...names: string[]): Json => names.map((name) => ({ name }));

/** A flow whose first step has the outputs A, B and one of its own, each with a line. */
function content(): FlowContent {
  const { document, ...rest } = fixtureContent();
  const [step, ...others] = document.steps;
  if (!step) throw new Error('The fixture has steps.');
  const routed = { ...step, settings: { cases: named('A', 'B') } };
  const edges = ['A', 'B', 'otherwise'].map((port) => ({ from: step.id, port, to: 'end' }));
  return { ...rest, document: { ...document, steps: [routed, ...others], edges } };
}

function portsAfter(value: Json | undefined): (string | undefined)[] {
  const before = content();
  const [step] = before.document.steps;
  if (!step) throw new Error('The fixture has steps.');
  return applyEdit(before, changeOutputs(step, cases, value, 'name')).document.edges.map(({ port }) => port);
}

describe('changing the list that names outputs', () => {
  it('takes the lines of an output along when it is renamed', () => {
    expect(portsAfter(named('A', 'Big'))).toEqual(['A', 'Big', 'otherwise']);
    expect(portsAfter(named('', 'B'))).toEqual(['', 'B', 'otherwise']);
  });

  it('removes the lines of an output that is removed', () => {
    expect(portsAfter(named('B'))).toEqual(['B', 'otherwise']);
    expect(portsAfter(undefined)).toEqual(['otherwise']);
  });

  it('leaves the lines when outputs are moved or added, or a name would stand twice', () => {
    expect(portsAfter(named('B', 'A'))).toEqual(['A', 'B', 'otherwise']);
    expect(portsAfter(named('A', 'B', 'C'))).toEqual(['A', 'B', 'otherwise']);
    expect(portsAfter(named('A', 'A'))).toEqual(['A', 'B', 'otherwise']);
  });
});
