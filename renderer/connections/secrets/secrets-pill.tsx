import { Pill } from '../../ui/index.ts';
import type { SecretsProblem } from './use-vault.ts';

/** Marks what can't sign in because its secrets can't be opened; nothing where they can. */
export function SecretsPill({ problem }: { problem: SecretsProblem | undefined }) {
  if (problem === undefined) return null;
  return <Pill tone="warn">{problem === 'locked' ? 'Secrets locked' : 'Secrets damaged'}</Pill>;
}
