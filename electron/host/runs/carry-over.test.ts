import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JournalEntry } from '../../ports/run.ts';
import { carryOver } from './carry-over.ts';

const entry = (outcome: JournalEntry['outcome'], step = 'send'): JournalEntry => {
  return { runId: 'old', step, batchKey: 'start:0', outcome };
};
const refusal = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' }).describe();
const unknown = new MillraceError('OUTCOME_UNKNOWN', { step: 'Send' }).describe();

describe('what a run that tries another again begins with', () => {
  it('is what was done; failures are tried again, and calls in doubt are asked about', () => {
    const { entries, done } = carryOver(
      [
        entry({ records: [0, 1, 2, 3], begunAt: 5 }),
        entry({ records: [0, 1, 3], outcomes: [{ adds: 'a' }, { error: refusal }, { error: unknown }] }),
      ],
      'new',
    );
    expect(entries).toEqual([
      { ...entry({ records: [2, 3], begunAt: 5 }), runId: 'new' },
      { ...entry({ records: [0], outcomes: [{ adds: 'a' }] }), runId: 'new' },
    ]);
    expect([...done]).toEqual([['send', 1]]);
  });

  it('R8 is that a call failed which may have been done all the same, so that it is asked about before it is tried again', () => {
    const error = new MillraceError('CONNECTION_ERROR', { host: 'crm', detail: 'It hung up.', sent: true }).describe();
    const { entries } = carryOver(
      [entry({ records: [0, 1], begunAt: 5 }), entry({ records: [0, 1], outcomes: [{ error }, { error: refusal }] })],
      'new',
    );
    expect(entries).toEqual([{ ...entry({ records: [0], begunAt: 5, failed: true }), runId: 'new' }]);
  });

  it('counts the last that is told of a record: one that failed and was then done isn’t done again', () => {
    const { entries } = carryOver(
      [
        entry({ records: [0], outcomes: [{ error: refusal }] }),
        entry({ records: [0], begunAt: 9 }),
        entry({ records: [0], outcomes: [{ adds: 'b' }] }),
        entry({ records: [1], begunAt: 9 }),
        entry({ records: [1], begunAt: null }),
      ],
      'new',
    );
    expect(entries).toEqual([{ ...entry({ records: [0], outcomes: [{ adds: 'b' }] }), runId: 'new' }]);
  });

  it('is what was read and answered, too; a finished file is told, since nothing can be added to it', () => {
    const page = entry({ page: { records: [{ n: 1 }] } }, 'read');
    const passed = entry({ passed: 0, record: { n: 2 } });
    const { entries, finished } = carryOver([page, passed, entry({ finish: 'done' }, 'file')], 'new');
    expect(entries).toEqual([
      { ...page, runId: 'new' },
      { ...passed, runId: 'new' },
    ]);
    expect([...finished]).toEqual(['file']);
  });
});
