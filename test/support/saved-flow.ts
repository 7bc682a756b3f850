import { expect } from 'vitest';
import { createTemporaryStore } from './temporary-store.ts';

/**
 * The revision of the flow that `faults/programs/save-flows.ts` left in a store, or 0 for none, once it is certain that
 * opening had nothing to mend and that all of the flow is of that revision.
 */
export function readSavedRevision(folder: string): number {
  const temporary = createTemporaryStore(folder);
  expect(temporary.store.notices).toEqual([]);
  const [entry] = temporary.store.flows.list();
  if (!entry) return 0;
  expect(entry.status).toBe('draft');
  const { revision, document } = temporary.store.flows.get(entry.id);
  if (revision > 1) {
    const mark = `revision ${revision} `;
    expect(document.description).toBe(mark);
    expect(document.steps.map(({ name }) => name)).toEqual(Array.from({ length: 200 }, () => mark));
  }
  temporary.store.close();
  return revision;
}
