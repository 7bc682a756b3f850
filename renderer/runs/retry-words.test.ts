import { describe, expect, it } from 'vitest';
import type { RerunOption } from '../../shared/contract/index.ts';
import { retryChoices } from './retry-words.ts';

const option = (change: Partial<RerunOption>): RerunOption => ({
  version: 'current',
  from: { kind: 'failed' },
  unavailable: null,
  kept: 0,
  repeats: [],
  ...change,
});

describe('the ways to try a run again', () => {
  it('say what they begin with, what stays as it is, and what is done a second time', () => {
    const options = [
      option({ version: 'same', kept: 12 }),
      option({ from: { kind: 'failures', step: 'send' } }),
      option({ from: { kind: 'start' }, repeats: [{ step: 'send', name: 'Send', records: 1 }] }),
      option({ unavailable: 'It is under way.' }),
    ];
    const told = retryChoices({ revision: 11, current: 12, options }, () => 'Send');
    expect(told.map(({ label, note, repeats }) => [label, note, repeats])).toEqual([
      ['From the failed step, same data, version 11', '12 records already done won’t be done again.', false],
      ['Only what failed at “Send”, current draft', 'Records that went well aren’t touched.', false],
      ['From the start, same trigger data, current draft', 'Done a second time: “Send” (1 record).', true],
      ['From the failed step, same data, current draft', 'It is under way.', false],
    ]);
  });
});
