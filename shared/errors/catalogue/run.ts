import { defineErrors } from '../define.ts';

/** What goes wrong while a flow runs. */
export const runErrors = defineErrors({
  MISSING_INPUT: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'A required value was empty: {field}.',
    why: 'The record has no value for it.',
    fix: 'Filter such records out, or map another field.',
  },
  INVALID_INPUT: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{field}: {detail}',
    why: 'The value has the wrong type or form.',
    fix: 'Map another field, or convert the value.',
  },
  RECORD_REFUSED: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{system} refused the record: {detail}',
    why: '{reason}',
    fix: 'Correct the value, or map another field.',
  },
  RUN_STOPPED: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{message}',
    why: 'The step “{step}” ended the run.',
    fix: 'Look at the records that reached it.',
  },
  RUN_CANCELLED: {
    fault: 'user',
    retryable: false,
    exitCode: 130,
    message: 'The run was stopped.',
    why: 'You stopped it.',
    fix: 'Run it again when you are ready.',
  },
  STEP_TIMEOUT: {
    fault: 'world',
    retryable: true,
    exitCode: 1,
    message: '“{step}” took longer than {seconds} seconds.',
    why: 'The service or the file was slow.',
    fix: 'Give the step more time, or fewer records.',
  },
  RECORDS_FAILED: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{count} records failed.',
    why: 'No error port took them.',
    fix: 'Look at the failed records, mend the cause, and run again.',
  },
});
