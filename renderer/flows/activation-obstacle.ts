import type { ActivationReview } from '../../shared/contract/index.ts';

/** The statuses of connections with which a flow is activated; one that was never tested may be tried. */
const READY: readonly string[] = ['connected', 'not_tested'];

/** Why a flow can't be activated, in words; undefined when it can. `connections` are its own, as they are now. */
export function findObstacle(
  { problems, starts }: Pick<ActivationReview, 'problems' | 'starts'>,
  connections: readonly { name: string; status: string }[],
): string | undefined {
  if (problems.length > 0) return 'Solve the problems first.';
  if (starts.length === 0) {
    return 'Nothing starts this flow by itself. Replace “Run now” by a trigger such as “Schedule”, or press Run.';
  }
  if (connections.some(({ status }) => status === 'testing')) return 'The connections are being tested…';
  const off = connections.filter(({ status }) => status === 'inactive');
  const failing = connections.filter(({ status }) => status !== 'inactive' && !READY.includes(status));
  const sentences = [
    told(off, 'is switched off. Activate it first.', 'are switched off. Activate them first.'),
    told(failing, 'doesn’t work. Mend and test it first.', 'don’t work. Mend and test them first.'),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function told(connections: readonly { name: string }[], one: string, several: string): string | undefined {
  if (connections.length === 0) return undefined;
  return `${connections.map(({ name }) => `“${name}”`).join(', ')} ${connections.length === 1 ? one : several}`;
}
