import type { RunSummary } from '../../shared/contract/index.ts';

const words: Readonly<Record<string, string>> = {
  manual: 'Run now',
  schedule: 'Schedule',
  webhook: 'Webhook',
  watch_folder: 'Watched folder',
  flow: 'Another flow',
  'dry-run': 'Dry run',
};

/** What started a run: the type of its trigger, `flow` where another flow called it, `dry-run` for one of those. */
export function startOf({ trigger, calledBy, dryRun }: Pick<RunSummary, 'trigger' | 'calledBy' | 'dryRun'>): string {
  if (dryRun) return 'dry-run';
  return calledBy ? 'flow' : trigger;
}

/** A start in people's words; an unknown one keeps its own. */
export function wordOfStart(start: string): string {
  return words[start] ?? start;
}
