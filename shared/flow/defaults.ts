import { FLOW_FORMAT, type FlowDocument } from './document.ts';

/** What a step's id must look like: a lower-case identifier, since expressions reach its result by it. */
export const STEP_ID = /^[a-z][a-z0-9_]*$/;

/** How long an id made from a name may be, in characters, before a number is added. */
const LONGEST_ID = 40;

/** An empty flow. */
export function createFlow(name: string, id: string): FlowDocument {
  return { format: FLOW_FORMAT, id, name, steps: [], edges: [] };
}

/**
 * A lower-case identifier made from a step's name, not among `taken`: `Create contact` gives `create_contact`, and
 * `create_contact_2` when that is taken. Accents are dropped; a name without a single letter of a–z gives `step`.
 */
export function createStepId(name: string, taken: Iterable<string>): string {
  const others = new Set(taken);
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST_ID)
    .replace(/_+$/, '');
  const base = plain === '' ? 'step' : plain;
  if (!others.has(base)) return base;
  let number = 2;
  while (others.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}
