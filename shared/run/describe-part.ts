import type { RunHeader } from './events.ts';

/** What makes a run other than one of the whole flow, each in a few words for people; nothing for such a one. */
export function describePart({ scope, firstRecords, cameOf, pinned = [], steps }: RunHeader): string[] {
  const nameOf = (id: string) => `“${steps.find((step) => step.id === id)?.name ?? id}”`;
  const words: string[] = [];
  if (cameOf?.as === 'retry') words.push(`Retry of run ${cameOf.number}`);
  if (scope?.kind === 'until') words.push(`Up to ${nameOf(scope.step)}`);
  if (scope?.kind === 'only') words.push(`Only ${nameOf(scope.step)}`);
  if (scope?.kind === 'from') words.push(`From ${nameOf(scope.step)} on`);
  if (scope?.kind === 'failures') words.push(`Only what failed at ${nameOf(scope.step)}`);
  if (cameOf?.as === 'data') words.push(`Data of run ${cameOf.number}`);
  if (firstRecords !== undefined) words.push(firstRecords === 1 ? 'First record' : `First ${firstRecords} records`);
  if (pinned.length > 0) words.push(`Pinned data of ${pinned.map(nameOf).join(', ')}`);
  return words;
}
