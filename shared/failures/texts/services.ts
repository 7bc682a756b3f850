import type { FailureText } from './failure-text.ts';

/** What other systems answer or don’t. */
export const serviceTexts = {
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
  inDoubt: {
    title: 'It isn’t known whether this was done',
    cause: 'The run was cut off during the call, and {system} can’t be asked about it.',
    fix: 'Look in {system}. If it wasn’t done there, run these records again.',
  },
  untrusted: { title: 'Can’t reach {system} safely', cause: '{why}', fix: '{fix}' },
  throughProxy: {
    title: 'Can’t reach {system} through the proxy',
    cause: '{message} {why}',
    fix: 'Check the proxy of {connection} under Advanced, then test it.',
  },
  wrongAnswer: {
    title: '{system} answered with something else',
    cause: '{why}',
    fix: 'Check the address of {connection}. If it is right, copy the details for whoever runs it.',
  },
  redirects: {
    title: '{system} sends calls in a circle',
    cause: 'It redirected more than {count:time|times}, since the addresses point at each other.',
    fix: 'Check the URL in the step.',
  },
  answerTooLarge: {
    title: 'The answer of {system} is too large',
    cause: 'It is larger than {limit}, and answers are bounded so that memory isn’t exhausted.',
    fix: 'Ask for fewer records or smaller pages.',
  },
  wrongHeader: {
    title: 'A header can’t be sent',
    cause: 'This is about the header “{name}”. {detail}',
    fix: 'Remove line breaks and special characters from its name and value.',
    done: 'The request wasn’t sent.',
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
  notFound: {
    title: '{system} didn’t find it',
    cause: '{detail}',
    fix: 'Check the address or the id that the step uses.',
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
} as const satisfies Record<string, FailureText>;
