import type { FailureText } from './failure-text.ts';

/** What a system or a step refuses of a single record. */
export const recordTexts = {
  missingInput: {
    title: 'A required value was empty',
    cause: '“{field}” has no value here, and “{step}” needs one.',
    fix: 'Filter such records out, or map another field to “{field}”.',
  },
  invalidInput: {
    title: 'A value has the wrong type',
    cause: '{field}: {detail}',
    fix: 'Convert the value, or map another field.',
  },
  readOnly: {
    title: '{system} doesn’t allow this',
    cause: 'The user of {connection} may not change this record: {detail}',
    fix: 'Ask an administrator for the right, or use another connection.',
  },
  deleted: {
    title: '{system} didn’t find it',
    cause: 'The record that it is about was deleted.',
    fix: 'Restore the record, or filter out what refers to it.',
  },
  noReference: {
    title: '{system} didn’t find it',
    cause: 'The record that “{field}” refers to doesn’t exist.',
    fix: 'Look the right id up before this step, or filter such records out.',
  },
  duplicate: {
    title: '{system} already has this record',
    cause: '{detail}',
    fix: 'Filter it out, or update the record that exists.',
  },
  locked: {
    title: 'The record was in use',
    cause: 'Somebody else was changing the record, or one that it belongs to.',
    fix: 'Retry. If it happens often, send fewer records at once.',
  },
  refusedRecord: {
    title: '{system} refused the record',
    cause: '{detail}',
    fix: 'Correct the value, or map another field.',
  },
  requiredField: {
    title: 'A required value was empty',
    cause: '{system} needs a value for “{field}”.',
    fix: 'Filter out records without one, or map another field.',
  },
  wrongEmail: {
    title: 'An email address isn’t one',
    cause: '“{field}” is “{value}”, which {system} doesn’t accept as an email address.',
    fix: 'Filter out records without a valid email, or map another field.',
  },
  ruleBroken: {
    title: 'A rule of {system} was broken',
    cause: '{detail}',
    fix: 'Change the value so that the rule is kept, or filter such records out.',
  },
  noSuchField: {
    title: '{system} has no such field',
    cause: '{detail}',
    fix: 'Choose the field again in the step.',
  },
  fieldNotWritable: {
    title: 'A field can’t be written',
    cause: '“{field}” can’t be set by this user, or not at all.',
    fix: 'Remove the field from the step, or ask an administrator for the right.',
  },
  textTooLong: {
    title: 'A text is too long',
    cause: '“{field}” takes fewer characters: {detail}',
    fix: 'Shorten it with left(…), or map another field.',
  },
  notInPicklist: {
    title: 'A value isn’t in the list',
    cause: '“{field}” takes only the values of its picklist, and “{value}” isn’t one.',
    fix: 'Map the value to one of the picklist, or add it in {system}.',
  },
  wrongId: {
    title: 'An id isn’t one',
    cause: '“{field}” is “{value}”, which isn’t an id of {system}.',
    fix: 'Map the field that holds the id.',
  },
  valuesDisagree: {
    title: 'Values don’t fit together',
    cause: '{detail}',
    fix: 'Correct the values, or map other fields.',
  },
  numberOutOfRange: {
    title: 'A number is out of range',
    cause: '“{field}” can’t be “{value}”: it is too large or too small.',
    fix: 'Correct the value, or map another field.',
  },
  wrongDate: {
    title: 'A date isn’t one',
    cause: '“{field}” is “{value}”, which {system} doesn’t accept as a date.',
    fix: 'Convert it with parseDate(…), or map another field.',
  },
  expression: { title: 'An expression failed', cause: '{message} {why}', fix: '{fix}' },
  recordsFailed: {
    title: '{count:record|records} failed',
    cause: 'No error port took them.',
    fix: 'Look at the failed records, mend the cause, and run them again.',
  },
} as const satisfies Record<string, FailureText>;
