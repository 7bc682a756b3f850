import { describe, expect, it } from 'vitest';
import { catalog, welcomeNewLeads } from '../../../shared/flow/flow.fixture.ts';
import { lookOver } from './look-over.ts';

const slots = Object.fromEntries(
  welcomeNewLeads.steps.flatMap(({ connection }) => (connection === undefined ? [] : [[connection, 'c1']])),
);

describe('looking a flow over', () => {
  it('is done once for one version of it with the same connections', () => {
    const document = { ...welcomeNewLeads };
    expect(lookOver(document, catalog, slots)).toBe(lookOver(document, catalog, slots));
    expect(lookOver(document, catalog, slots).stopping).toEqual([]);
  });

  it('sees the next version, and that a slot isn’t filled any more', () => {
    const document = { ...welcomeNewLeads };
    lookOver(document, catalog, slots);
    expect(lookOver(document, catalog, {}).problems).not.toEqual(lookOver(document, catalog, slots).problems);
    expect(lookOver(document, catalog, slots).stopping).toEqual([]);
    const [first] = document.steps;
    const edited = { ...document, steps: document.steps.map((step) => ({ ...step, type: 'nothing.known' })) };
    expect(lookOver(edited, catalog, slots).stopping.map(({ step }) => step)).toContain(first?.id);
  });

  it('sees that a step type came or went', () => {
    const document = { ...welcomeNewLeads };
    lookOver(document, catalog, slots);
    expect(lookOver(document, { ...catalog, steps: [] }, slots).stopping).not.toEqual([]);
  });
});
