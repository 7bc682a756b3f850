import type { RerunOption, RerunOptions } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';

/** One way to try a run again, in words. */
export type RetryChoice = {
  value: string;
  label: string;
  /** What it leaves as it is or does once more; or why it can’t be chosen. */
  note: string;
  /** True where something outside is done a second time. */
  repeats: boolean;
  option: RerunOption;
};

/** The ways to try a run again in the host’s order (ui.md §9.2). `nameOf` gives the name of a step. */
export function retryChoices(told: RerunOptions, nameOf: (step: string) => string): RetryChoice[] {
  return told.options.map((option, index) => ({
    value: String(index),
    label: labelOf(option, told.revision, nameOf),
    note: option.unavailable ?? noteOf(option),
    repeats: option.unavailable === null && option.repeats.length > 0,
    option,
  }));
}

function labelOf({ from, version }: RerunOption, revision: number, nameOf: (step: string) => string): string {
  const flow = version === 'current' ? 'current draft' : revision === 0 ? 'the flow as it was' : `version ${revision}`;
  switch (from.kind) {
    case 'failed':
      return `From the failed step, same data, ${flow}`;
    case 'start':
      return `From the start, same trigger data, ${flow}`;
    case 'step':
      return `From “${nameOf(from.step)}”, same data, ${flow}`;
    case 'failures':
      return `Only what failed at “${nameOf(from.step ?? '')}”, ${flow}`;
  }
}

function noteOf({ from, kept, repeats }: RerunOption): string {
  if (repeats.length > 0) {
    const done = repeats.map(({ name, records }) => `“${name}” (${formatCount(records, 'record')})`).join(', ');
    return `Done a second time: ${done}.`;
  }
  if (kept > 0) return `${formatCount(kept, 'record')} already done won’t be done again.`;
  if (from.kind === 'failures') return 'Records that went well aren’t touched.';
  return from.kind === 'failed' ? 'What was done isn’t done again.' : '';
}
