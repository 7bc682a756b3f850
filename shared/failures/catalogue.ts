import type { ErrorCode } from '../errors/index.ts';
import type { RemedyCommand } from './failure.ts';
import type { FailureTextKey } from './texts.ts';

/**
 * How one kind of failure is told. `text` is absent where the error's own words say it best. Of `remedies` those are
 * offered that the place has what they need for.
 */
export type FailureEntry = { text?: FailureTextKey; remedies: readonly RemedyCommand[] };

/** What narrows an entry: the service's own code, the reason within the code, an answer's status. */
export type FailureCase = FailureEntry & {
  errorCode?: readonly string[];
  reason?: readonly string[];
  status?: readonly number[];
  /** A write that was sent and whose answer never came: it may have been carried out. */
  doubtful?: true;
};

/** All of one code: the cases in the order in which they are tried, then what holds otherwise. */
export type CodeEntry = FailureEntry & { cases?: readonly FailureCase[] };

const inStep: readonly RemedyCommand[] = ['edit-step'];
const inFile: readonly RemedyCommand[] = ['open-file-folder', 'edit-step'];
const passing: readonly RemedyCommand[] = ['retry', 'test-connection'];
const ofConnection: readonly RemedyCommand[] = ['open-connection', 'test-connection'];
const ofDoubt: readonly RemedyCommand[] = ['open-connection'];
const ofRecord: readonly RemedyCommand[] = ['edit-step', 'retry-failures'];

/**
 * The failure catalogue (product.md B6): code × case → words and remedies. A code that isn't here is told in the words
 * of its error, with what its fault suggests (`remediesByFault`): codes of the command line, of pages, of the vault.
 */
export const failureCatalogue: Readonly<Partial<Record<ErrorCode, CodeEntry>>> = {
  MISSING_INPUT: { text: 'missingInput', remedies: ['edit-step', 'filter-out', 'retry-failures'] },
  INVALID_INPUT: { text: 'invalidInput', remedies: ['convert-value', 'edit-step', 'retry-failures'] },
  REQUEST_TIMEOUT: {
    text: 'tooSlow',
    remedies: ['retry', 'increase-timeout'],
    cases: [
      { doubtful: true, text: 'unanswered', remedies: ofDoubt },
      { status: [408, 504], text: 'tooSlowHere', remedies: ['retry', 'edit-step'] },
    ],
  },
  STEP_TIMEOUT: { text: 'stepTooSlow', remedies: ['retry', 'increase-timeout'] },
  CIRCUIT_BREAKER_OPEN: { text: 'leftAlone', remedies: ['test-connection', 'retry'] },
  MISSING_TOKEN: {
    text: 'notSignedIn',
    remedies: ['reconnect', 'open-connection', 'test-connection'],
    cases: [
      { reason: ['session-expired'], text: 'signInExpired', remedies: ['reconnect', 'test-connection'] },
      {
        errorCode: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
        text: 'notSignedIn',
        remedies: ['reconnect', 'test-connection'],
      },
    ],
  },
  CONNECTION_ERROR: {
    text: 'unreachable',
    remedies: ['test-connection', 'retry'],
    cases: [
      { doubtful: true, text: 'unanswered', remedies: ofDoubt },
      { reason: ['proxy-unreachable', 'proxy-refused', 'proxy-refused-host'], remedies: ofConnection },
      {
        reason: ['certificate', 'client-certificate', 'client-certificate-refused', 'tls'],
        text: 'untrusted',
        remedies: ['open-connection', 'test-connection'],
      },
    ],
  },
  UNKNOWN_ERROR: { text: 'unexpected', remedies: ['copy-details'] },
  LIMIT_EXCEEDED: {
    text: 'limitExceeded',
    remedies: ['open-connection', 'retry'],
    cases: [
      { errorCode: ['REQUEST_LIMIT_EXCEEDED'], text: 'limitExceeded', remedies: ['open-connection', 'retry'] },
      { errorCode: ['STORAGE_LIMIT_EXCEEDED'], text: 'storageFull', remedies: ['retry'] },
    ],
  },
  PERMISSION_MISSING: {
    text: 'permissionMissing',
    remedies: ['open-connection', 'edit-step'],
    cases: [
      { errorCode: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'], text: 'apiDisabled', remedies: ofConnection },
      { errorCode: ['MUTUAL_AUTHENTICATION_FAILED'], text: 'certificateWanted', remedies: ofConnection },
      {
        errorCode: [
          'INSUFFICIENT_ACCESS',
          'INSUFFICIENT_ACCESS_OR_READONLY',
          'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
          'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        ],
        text: 'readOnly',
        remedies: ['open-connection', 'retry-failures'],
      },
    ],
  },
  DUPLICATE_RECORD: {
    text: 'duplicate',
    remedies: ['edit-step'],
    cases: [{ errorCode: ['DUPLICATE_VALUE', 'DUPLICATES_DETECTED'], text: 'duplicate', remedies: inStep }],
  },
  SERVICE_REFUSED: {
    text: 'refusedCall',
    remedies: ['edit-step', 'copy-details'],
    cases: [
      { errorCode: ['MALFORMED_QUERY'], text: 'wrongQuery', remedies: inStep },
      { errorCode: ['INVALID_TYPE'], text: 'noSuchObject', remedies: ['edit-step', 'open-connection'] },
      { errorCode: ['INVALID_QUERY_LOCATOR'], text: 'queryGone', remedies: ['retry'] },
      { errorCode: ['NOT_FOUND'], text: 'notFound', remedies: inStep },
      {
        errorCode: ['METHOD_NOT_ALLOWED', 'JSON_PARSER_ERROR'],
        text: 'refusedCall',
        remedies: ['edit-step', 'copy-details'],
      },
      { status: [401], text: 'notSignedIn', remedies: ofConnection },
      { status: [403], text: 'permissionMissing', remedies: ofConnection },
      { status: [404, 410], text: 'notFound', remedies: inStep },
      { status: [409], text: 'duplicate', remedies: inStep },
    ],
  },
  SERVICE_FAILED: {
    text: 'serviceFailed',
    remedies: passing,
    cases: [
      { errorCode: ['UNABLE_TO_LOCK_ROW'], text: 'locked', remedies: ['retry', 'retry-failures'] },
      {
        errorCode: ['QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'],
        text: 'tooSlowHere',
        remedies: ['retry', 'edit-step'],
      },
      { errorCode: ['SERVER_UNAVAILABLE', 'UNKNOWN_EXCEPTION'], text: 'serviceFailed', remedies: passing },
      { status: [429], text: 'askedTooOften', remedies: ['retry', 'edit-step'] },
      // It answered, but not with what it should: its own words say what that was.
      { status: [200], remedies: ['open-connection', 'copy-details'] },
    ],
  },
  RECORD_REFUSED: {
    text: 'refusedRecord',
    remedies: ofRecord,
    cases: [
      {
        errorCode: ['REQUIRED_FIELD_MISSING'],
        text: 'requiredField',
        remedies: ['edit-step', 'filter-out', 'retry-failures'],
      },
      { errorCode: ['FIELD_CUSTOM_VALIDATION_EXCEPTION'], text: 'ruleBroken', remedies: ofRecord },
      { errorCode: ['INVALID_FIELD'], text: 'noSuchField', remedies: ofRecord },
      {
        errorCode: ['INVALID_FIELD_FOR_INSERT_UPDATE'],
        text: 'fieldNotWritable',
        remedies: ['edit-step', 'open-connection'],
      },
      { errorCode: ['STRING_TOO_LONG'], text: 'textTooLong', remedies: ofRecord },
      { errorCode: ['INVALID_EMAIL_ADDRESS'], text: 'wrongEmail', remedies: ofRecord },
      { errorCode: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'], text: 'notInPicklist', remedies: ofRecord },
      { errorCode: ['MALFORMED_ID'], text: 'wrongId', remedies: ofRecord },
      { errorCode: ['INVALID_CROSS_REFERENCE_KEY'], text: 'noReference', remedies: ofRecord },
      { errorCode: ['ENTITY_IS_DELETED'], text: 'deleted', remedies: ofRecord },
      { errorCode: ['FIELD_INTEGRITY_EXCEPTION'], text: 'valuesDisagree', remedies: ofRecord },
      { errorCode: ['NUMBER_OUTSIDE_VALID_RANGE'], text: 'numberOutOfRange', remedies: ofRecord },
      { errorCode: ['INVALID_DATE_TIME'], text: 'wrongDate', remedies: ofRecord },
    ],
  },
  CONNECTION_INACTIVE: { text: 'inactiveConnection', remedies: ofConnection },
  CONNECTION_NOT_CHOSEN: { text: 'noConnection', remedies: inStep },
  CONNECTION_REQUIRED: { text: 'noConnection', remedies: inStep },
  CREDENTIAL_NOT_USABLE: { text: 'credential', remedies: ['open-connection'] },
  ADDRESS_WRONG: { remedies: ofConnection },
  AUTHORIZATION_REFUSED: { remedies: ['reconnect', 'open-connection'] },
  AUTHORIZATION_EXPIRED: { remedies: ['reconnect', 'open-connection'] },
  KEY_STORE_UNREADABLE: { remedies: ofConnection },
  KEY_STORE_PASSWORD_WRONG: { remedies: ofConnection },
  KEY_NOT_FOUND: { remedies: ofConnection },
  KEY_UNUSABLE: { remedies: ofConnection },
  CERTIFICATE_NOT_VALID: { remedies: ofConnection },
  SECRET_DAMAGED: { remedies: ofConnection },
  SECRET_STORE_LOCKED: { text: 'lockedSecrets', remedies: ['retry'] },
  ADDRESS_FORBIDDEN: { remedies: ['edit-step', 'open-connection'] },
  ANSWER_TOO_LARGE: { remedies: inStep },
  REDIRECT_LIMIT: { remedies: inStep },
  HEADER_WRONG: { remedies: inStep },
  FILE_NOT_FOUND: { text: 'noFile', remedies: inFile },
  FILE_UNREADABLE: { text: 'fileUnreadable', remedies: inFile },
  FILE_UNWRITABLE: { text: 'fileUnwritable', remedies: inFile },
  FILE_EXISTS: { text: 'fileThere', remedies: inFile },
  DISK_FULL: { text: 'diskFull', remedies: ['open-file-folder', 'retry'] },
  FILE_FORMAT_UNKNOWN: { text: 'fileWrong', remedies: inFile },
  CSV_ROW_RAGGED: { text: 'fileWrong', remedies: inFile },
  CSV_QUOTE_WRONG: { text: 'fileWrong', remedies: inFile },
  ENCODING_WRONG: { text: 'fileWrong', remedies: inFile },
  JSON_DAMAGED: { text: 'fileWrong', remedies: inFile },
  ROW_NOT_OBJECT: { text: 'fileWrong', remedies: inFile },
  WORKBOOK_UNREADABLE: { text: 'fileWrong', remedies: inFile },
  SHEET_NOT_FOUND: { text: 'fileWrong', remedies: inFile },
  XML_DAMAGED: { text: 'fileWrong', remedies: inFile },
  XML_DOCTYPE_REFUSED: { text: 'fileWrong', remedies: inFile },
  XML_RECORDS_NOT_FOUND: { text: 'fileWrong', remedies: inFile },
  EXPRESSION_TYPE: { text: 'expression', remedies: ofRecord },
  EXPRESSION_FUNCTION: { text: 'expression', remedies: ofRecord },
  EXPRESSION_LIMIT: { text: 'expression', remedies: ofRecord },
  EXPRESSION_SYNTAX: { text: 'expression', remedies: inStep },
  EXPRESSION_UNKNOWN_NAME: { text: 'expression', remedies: inStep },
  SETTING_REQUIRED: { text: 'setting', remedies: inStep },
  SETTING_WRONG: { text: 'setting', remedies: inStep },
  RUN_STOPPED: { remedies: inStep },
  RUN_TIMEOUT: { remedies: ['retry'] },
  RUN_CANCELLED: { remedies: ['retry'] },
  OUTCOME_UNKNOWN: { text: 'inDoubt', remedies: ['open-connection', 'copy-details'] },
  RESUME_SOURCE_CHANGED: { text: 'sourceChanged', remedies: ['edit-step'] },
  RESUME_IMPOSSIBLE: { remedies: ['copy-details'] },
  WRITE_WITHHELD: { remedies: ['edit-step'] },
  BUDGET_REACHED: { remedies: ['open-connection'] },
  PLAN_MOVED: { remedies: ['copy-details'] },
  RECORDS_FAILED: { text: 'recordsFailed', remedies: ['retry-failures'] },
  STORE_UNWRITABLE: { text: 'storeTrouble', remedies: ['retry'] },
  STORE_DAMAGED: { text: 'storeTrouble', remedies: ['copy-details'] },
};

/** What helps against the codes without an entry, by whose move it is. */
export const remediesByFault: Readonly<Record<'user' | 'world' | 'ours', readonly RemedyCommand[]>> = {
  user: ['edit-step'],
  world: ['retry', 'test-connection'],
  ours: ['copy-details'],
};
