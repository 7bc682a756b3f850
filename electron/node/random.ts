import { randomUUID } from 'node:crypto';
import type { Random } from '../ports/random.ts';

/** Ids from the system's secure generator; chance from the language's. */
export function createNodeRandom(): Random {
  return { uuid: () => randomUUID(), fraction: () => Math.random() };
}
