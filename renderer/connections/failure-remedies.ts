import type { TestResult } from '../../shared/contract/index.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { formFields, type SignInManifest } from './connection-draft.ts';

/** What can be done about a failed sign-in or test, as far as a button can do it (ui.md §8.5). */
export type Remedy =
  | { kind: 'tryAgain' | 'switchEnvironment' | 'reconnect' }
  | { kind: 'increaseTimeout'; field: string }
  | { kind: 'editField'; field: string }
  | { kind: 'copyCallbackUrl'; url: string };

/** What is known of a failure: the error's code and the data that came with it. */
export type FailureFacts = {
  code?: string | undefined;
  /** Which of the causes that share the code. */
  reason?: string | undefined;
  /** Key of the field at which it is mended. */
  field?: string | undefined;
  /** The address that isn't registered with the app. */
  callbackUrl?: string | undefined;
  /** True when calling the system took too long, not signing in to it. */
  isSignedIn?: boolean;
};

/** The remedies of a code or, more narrowly, of `code/reason`. A field that the failure names can always be mended. */
const remedies: Readonly<Record<string, (facts: FailureFacts) => Remedy[]>> = {
  CONNECTION_ERROR: () => [{ kind: 'tryAgain' }],
  REQUEST_TIMEOUT: ({ isSignedIn }) => [
    { kind: 'tryAgain' },
    { kind: 'increaseTimeout', field: isSignedIn ? 'readTimeout' : 'connectionTimeout' },
  ],
  SERVICE_FAILED: () => [{ kind: 'tryAgain' }],
  CALLBACK_PORT_IN_USE: () => [{ kind: 'editField', field: 'callbackPort' }],
  'MISSING_TOKEN/credentials-rejected': () => [{ kind: 'switchEnvironment' }],
  'MISSING_TOKEN/app-unknown': () => [{ kind: 'tryAgain' }],
  'MISSING_TOKEN/session-expired': () => [{ kind: 'reconnect' }],
  'MISSING_TOKEN/callback-not-registered': ({ callbackUrl }) =>
    callbackUrl === undefined ? [] : [{ kind: 'copyCallbackUrl', url: callbackUrl }],
};

/** What helps, the best first. */
export function remediesOf(facts: FailureFacts): Remedy[] {
  const { code = '', reason, field } = facts;
  const found = remedies[`${code}/${reason}`] ?? remedies[code];
  const mended: Remedy[] = field === undefined ? [] : [{ kind: 'editField', field }];
  return [...(found?.(facts) ?? []), ...mended];
}

/** The facts of an error of the host. */
export function factsOfError({ code, data }: MillraceError): FailureFacts {
  const { reason, field, callbackUrl, phase } = data;
  return {
    code,
    reason: textOf(reason),
    field: textOf(field),
    callbackUrl: textOf(callbackUrl),
    isSignedIn: phase === 'body',
  };
}

/** The facts of a failed test of a stored connection. */
export function factsOfTest({ code, reason, field, lines }: TestResult): FailureFacts {
  const isSignedIn = lines.some(({ step, status }) => step === 'api' && status === 'failed');
  return { code, reason, field, isSignedIn };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The field that the failure names. */
export function fieldToMend(offered: readonly Remedy[]): string | undefined {
  return offered.find((remedy) => remedy.kind === 'editField')?.field;
}

/** Production becomes Test and the other way round: the one that passwords and tokens are mistaken for. */
export function switchEnvironment(fields: JsonObject): JsonObject {
  return { ...fields, environment: fields.environment === 'production' ? 'test' : 'production' };
}

/** The remedies that a form has the fields for, with what is typed in it. */
export function offeredIn(
  { connector, scheme }: SignInManifest,
  offered: readonly Remedy[],
  typed: JsonObject = {},
): Remedy[] {
  const fields = new Map(formFields(connector, scheme).map((field) => [field.key, field]));
  return offered.filter((remedy) => {
    if (remedy.kind === 'reconnect') return scheme.authorizes === true;
    if (remedy.kind !== 'switchEnvironment') return !('field' in remedy) || fields.has(remedy.field);
    return typed.environment === 'production' || typed.environment === 'test';
  });
}
