import type { RemedyCommand } from '../failure.ts';
import { type FailureEntries, inStep, ofConnection, ofRecord } from './entry.ts';

const passing: readonly RemedyCommand[] = ['retry', 'test-connection'];
const ofDoubt: readonly RemedyCommand[] = ['open-connection'];

/** What other systems answer or don't. */
export const serviceEntries = {
  CONNECTION_ERROR: {
    text: 'unreachable',
    remedies: ['test-connection', 'retry'],
    cases: [
      { doubtful: true, text: 'unanswered', remedies: ofDoubt },
      {
        reason: ['proxy-unreachable', 'proxy-refused', 'proxy-refused-host'],
        text: 'throughProxy',
        remedies: ofConnection,
      },
      {
        reason: ['certificate', 'client-certificate', 'client-certificate-refused', 'tls'],
        text: 'untrusted',
        remedies: ['open-connection', 'test-connection'],
      },
    ],
  },
  REQUEST_TIMEOUT: {
    text: 'tooSlow',
    remedies: ['retry', 'increase-timeout'],
    cases: [
      { doubtful: true, text: 'unanswered', remedies: ofDoubt },
      { status: [408, 504], text: 'tooSlowHere', remedies: ['retry', 'edit-step'] },
    ],
  },
  CIRCUIT_BREAKER_OPEN: { text: 'leftAlone', remedies: ['test-connection', 'retry'] },
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
      { doubtful: true, text: 'unanswered', remedies: ofDoubt },
      { errorCode: ['UNABLE_TO_LOCK_ROW'], text: 'locked', remedies: ['retry', 'retry-failures'] },
      {
        errorCode: ['QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'],
        text: 'tooSlowHere',
        remedies: ['retry', 'edit-step'],
      },
      { errorCode: ['SERVER_UNAVAILABLE', 'UNKNOWN_EXCEPTION'], text: 'serviceFailed', remedies: passing },
      { status: [429], text: 'askedTooOften', remedies: ['retry', 'edit-step'] },
      // It answered, but not with what it should.
      { status: [200], text: 'wrongAnswer', remedies: ['open-connection', 'copy-details'] },
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
  ANSWER_TOO_LARGE: { text: 'answerTooLarge', remedies: inStep },
  REDIRECT_LIMIT: { text: 'redirects', remedies: inStep },
  HEADER_WRONG: { text: 'wrongHeader', remedies: inStep },
} as const satisfies FailureEntries;
