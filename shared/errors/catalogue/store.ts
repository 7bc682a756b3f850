import { defineErrors } from '../define.ts';

/** What goes wrong with the data folder. */
export const storeErrors = defineErrors({
  STORE_IN_USE: {
    fault: 'user',
    retryable: false,
    exitCode: 3,
    message: 'The data folder “{folder}” is in use by {owner} (process {pid}).',
    why: 'Only one Millrace at a time may own it.',
    fix: 'Close the other one, or choose another folder with --data.',
  },
  STORE_DAMAGED: {
    fault: 'world',
    retryable: false,
    exitCode: 3,
    message: 'The data in “{folder}” is damaged.',
    why: '{detail}',
    fix: 'It was kept as “{quarantine}”. {recovery}',
  },
  STORE_NEWER: {
    fault: 'user',
    retryable: false,
    exitCode: 3,
    message: 'The data in “{folder}” was written by a newer Millrace.',
    why: 'Its format is {found}; this version knows {known}.',
    fix: 'Update Millrace. Nothing was changed.',
  },
  STORE_UNWRITABLE: {
    fault: 'world',
    retryable: false,
    exitCode: 3,
    message: 'The data in “{folder}” can’t be saved.',
    why: '{detail}',
    fix: 'Check the disk and the folder’s permissions. What was saved before is safe.',
  },
  SQLITE_TOO_OLD: {
    fault: 'ours',
    retryable: false,
    exitCode: 3,
    message: 'The SQLite in this Node.js is {found}; at least {needed} is needed.',
    why: 'Older versions have faults that can damage data.',
    fix: 'Use the Node.js that Millrace installs.',
  },
  SAVE_CONFLICT: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: '“{name}” was changed elsewhere since you opened it.',
    why: 'Another window or command saved it.',
    fix: 'Reload it, then make your change again.',
  },
});
