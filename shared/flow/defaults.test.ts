import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFlow, createStepId, STEP_ID } from './defaults.ts';
import { readFlow } from './read-flow.ts';

describe('a new flow', () => {
  it('is one that can be read', () => {
    expect(readFlow(createFlow('New flow', 'id-1'))).toEqual(createFlow('New flow', 'id-1'));
  });
});

describe('the id of a step', () => {
  it.each([
    ['Create contact', 'create_contact'],
    ['  Größe & Gewicht! ', 'gro_e_gewicht'],
    ['Café crème', 'cafe_creme'],
    ['2nd try', 'nd_try'],
    ['数据', 'step'],
    ['', 'step'],
  ])('is made from the name %j', (name, id) => {
    expect(createStepId(name, [])).toBe(id);
  });

  it('gets a number when it is taken', () => {
    expect(createStepId('Filter', ['filter'])).toBe('filter_2');
    expect(createStepId('Filter', ['filter', 'filter_2', 'filter_3'])).toBe('filter_4');
  });

  it('is a free lower-case identifier for every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (name, taken) => {
        const others = [...taken, createStepId(name, [])];
        const id = createStepId(name, others);
        expect(id).toMatch(STEP_ID);
        expect(others).not.toContain(id);
      }),
    );
  });
});
