import type { RemedyCommand } from './failure.ts';

/** What is said of one kind of failure; a text that is absent is the error's own. */
export type FailureText = { title: string; cause?: string; fix?: string };

/**
 * All that the failure catalogue says, as templates: the one module that a translation replaces. Places are `{system}`
 * (or host), `{connection}` (“the connection “Acme””), `{step}`, `{field}`, `{value}`, `{detail}`, `{reason}`, `{path}`,
 * `{status}`, `{seconds}`, `{attempts}` and `{count}`.
 */
export const failureTexts = {
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
  tooSlow: {
    title: '{system} took too long',
    cause: 'There was no answer within {seconds:second|seconds}.',
    fix: 'Retry, or allow it more time.',
  },
  tooSlowHere: {
    title: '{system} took too long',
    cause: '{system} gave up waiting for its own work.',
    fix: 'Retry, with fewer records at a time if it happens again.',
  },
  stepTooSlow: {
    title: '“{step}” took too long',
    cause: 'It wasn’t done within {seconds:second|seconds}.',
    fix: 'Retry, or allow it more time.',
  },
  leftAlone: {
    title: 'Stopped after {attempts:failed attempt|failed attempts}',
    cause: '{system} kept failing, so it is left alone for {seconds:second|seconds}.',
    fix: 'Test {connection}. Once it works, retry.',
  },
  notSignedIn: { title: 'Not signed in to {system}' },
  signInExpired: {
    title: 'Not signed in to {system}',
    cause: 'The sign-in of {connection} expired.',
    fix: 'Reconnect to get a new sign-in, then retry.',
  },
  unreachable: {
    title: 'Can’t reach {system}',
    cause: '{why}',
    fix: 'Test {connection}, and check the address and your network.',
  },
  unanswered: {
    title: 'It isn’t known whether this was done',
    cause: '{system} gave no answer after the request had been sent, so it may have been carried out.',
    fix: 'Look in {system} whether it was done, before you run it again.',
  },
  untrusted: { title: 'Can’t reach {system} safely' },
  unexpected: {
    title: 'Something unexpected happened in “{step}”',
    cause: '{detail}',
    fix: 'Copy the details and report it. Nothing that was saved is lost.',
  },
  limitExceeded: {
    title: '{system} has no calls left',
    cause: '{detail}',
    fix: 'Wait until the limit is renewed, or ask an administrator to raise it. Then retry.',
  },
  storageFull: {
    title: '{system} has no room left',
    cause: '{detail}',
    fix: 'Ask an administrator to free some storage, then retry.',
  },
  permissionMissing: {
    title: '{system} doesn’t allow this',
    cause: 'The user of {connection} lacks a permission: {detail}',
    fix: 'Ask an administrator for it, or use another connection.',
  },
  apiDisabled: {
    title: '{system} doesn’t allow this',
    cause: 'This user or edition has no API access.',
    fix: 'Ask an administrator for “API Enabled”, then test {connection}.',
  },
  certificateWanted: {
    title: '{system} asks for a certificate',
    cause: '{system} asked for a client certificate, and {connection} has none that it accepts.',
    fix: 'Add it to the connection under Advanced ▸ Mutual TLS.',
  },
  readOnly: {
    title: '{system} doesn’t allow this',
    cause: 'The user of {connection} may not change this record: {detail}',
    fix: 'Ask an administrator for the right, or use another connection.',
  },
  notFound: {
    title: '{system} didn’t find it',
    cause: '{detail}',
    fix: 'Check the address or the id that the step uses.',
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
  refusedCall: {
    title: '{system} refused the request',
    cause: '{detail}',
    fix: 'Read its answer under “Technical details” and correct the step.',
  },
  wrongQuery: {
    title: '{system} doesn’t understand the query',
    cause: '{detail}',
    fix: 'Correct the query in the step.',
  },
  noSuchObject: {
    title: '{system} has no such object',
    cause: '{detail}',
    fix: 'Choose the object again; the user of {connection} must be allowed to see it.',
  },
  queryGone: {
    title: '{system} gave up the query',
    cause: 'The rest of a long query is kept for a limited time only.',
    fix: 'Retry: the query begins again.',
  },
  serviceFailed: {
    title: '{system} failed',
    cause: 'It is the service’s own fault: {detail}',
    fix: 'Retry later. If it goes on, test {connection}.',
  },
  askedTooOften: {
    title: '{system} is asked too often',
    cause: '{detail}',
    fix: 'Retry later, with fewer calls at once.',
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
  inactiveConnection: {
    title: 'The connection isn’t active',
    fix: 'Mend and test {connection}, then retry.',
  },
  noConnection: { title: 'No connection is chosen', fix: 'Choose one for “{step}”, then run again.' },
  credential: { title: 'The named credential can’t be used' },
  lockedSecrets: { title: 'Secrets can’t be read' },
  noFile: { title: 'The file isn’t there', cause: '{message} {why}', fix: 'Check the path, or put the file there.' },
  fileUnreadable: { title: 'The file can’t be read', cause: '{message} {why}' },
  fileUnwritable: { title: 'The file can’t be written', cause: '{message} {why}' },
  fileThere: { title: 'The file exists already', cause: '“{path}” exists, and the step is set to fail then.' },
  diskFull: { title: 'The disk is full', cause: '{message}', fix: 'Free some space, then retry.' },
  fileWrong: { title: 'The file isn’t as expected', cause: '{message} {why}' },
  expression: { title: 'An expression failed', cause: '{message} {why}' },
  setting: { title: 'A setting is wrong', cause: '{message}' },
  inDoubt: {
    title: 'It isn’t known whether this was done',
    cause: 'The run was cut off during the call, and {system} can’t be asked about it.',
    fix: 'Look in {system}. If it wasn’t done there, run these records again.',
  },
  sourceChanged: { title: 'The source has changed since' },
  recordsFailed: {
    title: '{count:record|records} failed',
    cause: 'No error port took them.',
    fix: 'Look at the failed records, mend the cause, and run them again.',
  },
  storeTrouble: { title: 'Millrace’s own data can’t be used', cause: '{message} {why}' },
} as const satisfies Record<string, FailureText>;

export type FailureTextKey = keyof typeof failureTexts;

/** What buttons say. */
export const remedyLabels: Readonly<Record<RemedyCommand, string>> = {
  'open-connection': 'Open connection',
  'test-connection': 'Test connection',
  reconnect: 'Reconnect',
  'edit-step': 'Fix in editor',
  'convert-value': 'Convert',
  'filter-out': 'Filter out',
  'increase-timeout': 'Increase timeout',
  retry: 'Retry',
  'retry-failures': 'Run failed records again',
  'open-file-folder': 'Show folder',
  'copy-details': 'Copy details',
};

/** What was done and what wasn't: of `{done}` records done, `{failed}` that failed and `{untried}` others. */
export const accountTexts = {
  /** `{verb}` is one of `accountVerbs`. */
  someDone: '{done} {verb}, {failed} not.',
  allFailed: 'Nothing was {verb}: {failed:record|records} failed.',
  doneBefore: '{done} {verb} before it failed.',
  nothingDone: 'Nothing was {verb}.',
  untried: '{untried:record was|records were} not finished.',
  untouchedFile: 'The file is as it was before.',
  stopped: { one: 'Later steps didn’t get it.', many: 'Later steps didn’t get them.' },
  skipped: { one: 'The run went on without it.', many: 'The run went on without them.' },
  port: { one: 'It went out of the error port.', many: 'They went out of the error port.' },
} as const;

/** What a step did with a record, by its operation: the part of its type behind the connector. */
export const accountVerbs: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  upsert: 'saved',
  delete: 'deleted',
  query: 'read',
  read: 'read',
  get: 'read',
  write: 'written',
  request: 'sent',
};

/** The verb of every other step. */
export const ordinaryVerb = 'done';

/** `{connection}` with and without its name, and `{system}` where nothing names it. */
export const placeTexts = {
  connection: 'the connection “{name}”',
  someConnection: 'the connection',
  someSystem: 'the service',
} as const;
