import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { displayName, identifier, jsonObject, reads, requires, timestamp } from './base.ts';

export const connectionStatus = z.enum(['not_tested', 'testing', 'connected', 'failed', 'sign_in_expired', 'inactive']);
export type ConnectionStatus = z.infer<typeof connectionStatus>;

/**
 * One step of a test: reach the host, sign in, be allowed to use the API. `notRun` where the test ended before it, or
 * where the system has no such step. `message` is the cause of a failure.
 */
export const testLine = z.object({
  step: z.enum(['reach', 'signIn', 'api']),
  status: z.enum(['succeeded', 'failed', 'notRun']),
  message: z.string().optional(),
});
export type TestLine = z.infer<typeof testLine>;

/** How far a test has come: one line is under way, those before it are done. */
export const testProgress = z.array(
  z.object({ step: z.enum(['reach', 'signIn', 'api']), status: z.enum(['succeeded', 'running', 'notRun']) }),
);
export type TestProgress = z.infer<typeof testProgress>;

/** What a test found. On failure `message` is the cause and `fix` what to do. */
export const testResult = z.object({
  succeeded: z.boolean(),
  message: z.string(),
  /** The host that was called last, with its port where that isn't the usual one. */
  host: z.string().optional(),
  /** The three steps in their order; empty in results of versions that didn’t tell them. */
  lines: z.array(testLine).default([]),
  fix: z.string().optional(),
  code: z.string().optional(),
  /** Which of the causes that share a code it was, in a word such as `session-expired`. */
  reason: z.string().optional(),
  /** Key of the field at which it can be mended. */
  field: z.string().optional(),
  testedAt: timestamp,
  durationMs: z.number(),
});
export type TestResult = z.infer<typeof testResult>;

/** A connection without its secrets, which never leave the host. */
export const connectionSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  connector: z.string(),
  /** Id of the authentication scheme. */
  auth: z.string(),
  /** `production`, `test`, `custom`, `practice`, or empty where the connector knows none. */
  environment: z.string(),
  /** Field values that aren't secret. */
  fields: jsonObject,
  /** Keys of the secrets that are stored. */
  secretsStored: z.array(z.string()),
  status: connectionStatus,
  /** False when a person switched it off: its flows then fail with CONNECTION_INACTIVE. */
  active: z.boolean(),
  lastTestedAt: timestamp.nullable(),
  lastTest: testResult.nullable(),
  /** When a run, a test or a refresh last worked with it. */
  lastUsedAt: timestamp.nullable(),
  /** Counts saved changes from 1; shown as “Connection version”. */
  revision: z.number(),
  /** The last edit while `undoEdit` can take it back: keys of the details that it changed. */
  undoable: z.object({ changed: z.array(z.string()), editedAt: timestamp }).nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  usedBy: z.array(z.object({ flowId: z.string(), name: z.string() })),
});
export type ConnectionSummary = z.infer<typeof connectionSummary>;

/** A flow that uses a connection, as the tab “Related” shows it. */
export const connectionUser = z.object({
  flowId: z.string(),
  name: z.string(),
  version: z.number(),
  status: z.enum(['draft', 'active', 'inactive']),
  owner: z.string(),
  lastTestedAt: timestamp.nullable(),
  progress: z.enum(['not_tested', 'testing', 'succeeded', 'failed']),
});
export type ConnectionUser = z.infer<typeof connectionUser>;

/** A connection whose stored sign-in lapses for want of use; `lastUsedAt` is when it was made if it was never used. */
export const connectionReminder = z.object({
  id: z.string(),
  name: z.string(),
  lastUsedAt: timestamp,
  unusedDays: z.number(),
});
export type ConnectionReminder = z.infer<typeof connectionReminder>;

/** What the flows of a connection do, by object, against what its user may do. */
export const connectionPermissions = z.object({
  checkedAt: timestamp,
  objects: z.array(
    z.object({
      object: z.string(),
      needs: z.array(z.enum(['read', 'create', 'update', 'delete'])),
      /** What the user may not do, each in a few words; empty when all is allowed. */
      missing: z.array(z.string()),
      flows: z.array(z.object({ flowId: z.string(), name: z.string() })),
    }),
  ),
});
export type ConnectionPermissions = z.infer<typeof connectionPermissions>;

/** A connection's form, filled from pasted parameters. It is stored nowhere; its secrets are the ones just pasted. */
export const parameterDraft = z.object({
  connector: z.string(),
  auth: z.string(),
  fields: jsonObject,
  secrets: z.record(z.string(), z.string()),
  /** Names that mean nothing here. */
  unknown: z.array(z.string()),
  /** Values that can't be used, by name. */
  problems: z.array(z.object({ name: z.string(), message: z.string() })),
});
export type ParameterDraft = z.infer<typeof parameterDraft>;

/** A private key of a key store. Names and dates are its certificate's, null where the file holds none. */
export const keyStoreEntry = z.object({
  alias: z.string(),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  notBefore: timestamp.nullable(),
  notAfter: timestamp.nullable(),
  /** Kind and size: `RSA 2048`. */
  algorithm: z.string(),
  /** False for one that can't sign in now; `warning` says why. */
  usable: z.boolean(),
  /** Why it can't sign in, or soon can't. */
  warning: z.string().optional(),
});
export type KeyStoreEntry = z.infer<typeof keyStoreEntry>;

/** What may be shown of a key store. */
export const keyStoreListing = z.object({
  kind: z.enum(['pem', 'pkcs12', 'jks']),
  entries: z.array(keyStoreEntry),
});
export type KeyStoreListing = z.infer<typeof keyStoreListing>;

const one = z.object({ id: identifier });
const secrets = z.record(z.string(), z.string());

/** Empty for a file without a password. */
const storePassword = z.string().max(1_000).default('');

const tested = z.object({ connection: connectionSummary, test: testResult });

/** How long a person has to approve access in the browser, in milliseconds (ui.md §8.3). */
export const AUTHORIZATION_MILLISECONDS = 300_000;

/** How long what was granted waits for `create`, `update` or `reconnect` to take it, in milliseconds. */
export const GRANT_MILLISECONDS = 900_000;

/** What an authorization in the browser tells; nothing of it is secret. */
export const authorizationEvent = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('waiting'),
    /** The exact host at which the person signs in. */
    host: z.string(),
    /** Where the browser has to go; the page opens it itself unless `opened`. */
    url: z.string(),
    /** The address that must be registered with the app. */
    callbackUrl: z.string(),
    /** True when the host has opened the system's browser. */
    opened: z.boolean(),
    expiresAt: timestamp,
  }),
  z.object({
    state: z.literal('enterCode'),
    /** The exact host at which the person signs in and enters the code. */
    host: z.string(),
    userCode: z.string(),
    /** Where to enter it, on any device. */
    verificationUrl: z.string(),
    /** The same address with the code in it where the service gives that, else without. */
    url: z.string(),
    expiresAt: timestamp,
  }),
  z.object({ state: z.literal('approved'), authorizationId: identifier, user: z.string(), host: z.string() }),
]);
export type AuthorizationEvent = z.infer<typeof authorizationEvent>;

export const connectionsContract = {
  list: reads.output(z.array(connectionSummary)),
  get: reads.input(one).output(connectionSummary),
  /** Tests the details and, only when that succeeds, stores the connection. */
  create: requires('manageConnections')
    .input(
      z.object({
        name: displayName,
        description: z.string().optional(),
        connector: z.string(),
        auth: z.string(),
        fields: jsonObject,
        secrets,
        /** Takes what `authorize` was granted. */
        authorizationId: identifier.optional(),
        /** The name under which `tests.progressed` tells of the test; chosen by who asks. */
        progressId: identifier.optional(),
      }),
    )
    .output(tested),
  /** Changes name, description or details; nothing is saved unless the test with the new values succeeds. */
  update: requires('manageConnections')
    .input(
      z.object({
        id: identifier,
        name: displayName.optional(),
        description: z.string().optional(),
        fields: jsonObject.optional(),
        secrets: secrets.optional(),
        authorizationId: identifier.optional(),
        /** The revision that the person saw: SAVE_CONFLICT, naming what was changed since, when it isn't that any more. */
        expectedRevision: z.number().int().optional(),
      }),
    )
    .output(tested),
  /** Takes the last edit back, after a test like any edit; NOTHING_TO_UNDO when there is none. Counts a revision. */
  undoEdit: requires('manageConnections').input(one).output(tested),
  /** Switches it on or off; details, tests and revision stay. */
  setActive: requires('manageConnections')
    .input(z.object({ id: identifier, active: z.boolean() }))
    .output(connectionSummary),
  /**
   * Lets a person grant access in the browser (OAuth 2.0 with PKCE, or a code to enter), for a new connection or, with
   * `id`, for one that is there: its stored details, changed by what is given. Tells where to sign in or which code to
   * enter, then who approved, or ends with AUTHORIZATION_REFUSED, AUTHORIZATION_EXPIRED or CALLBACK_PORT_IN_USE;
   * leaving the iterator cancels it. Tokens stay in the host, for 15 minutes and one use.
   */
  authorize: requires('manageConnections')
    .input(
      z.union([
        z.strictObject({ id: identifier, fields: jsonObject.optional(), secrets: secrets.optional() }),
        z.strictObject({ connector: z.string(), auth: z.string(), fields: jsonObject, secrets }),
      ]),
    )
    .output(eventIterator(authorizationEvent)),
  /** Gives a connection the new sign-in that `authorize` was granted, and tests it with that; else nothing changes. */
  reconnect: requires('manageConnections')
    .input(z.object({ id: identifier, authorizationId: identifier }))
    .output(tested),
  /**
   * Signs in and calls the system the way a run does; keeps the result. It takes at most as long as the connection's own
   * timeouts say, or ten seconds when `hurried`, as it is for the connections of a flow that is opened.
   */
  test: requires('testConnections')
    .input(one.extend({ pace: z.enum(['hurried', 'patient']).optional() }))
    .output(testResult),
  /** Tests these, or all, at the same time. Those that aren't there any more are left out. */
  testAll: requires('testConnections')
    .input(z.object({ ids: z.array(identifier).max(1_000).optional() }))
    .output(z.array(z.object({ id: z.string(), result: testResult }))),
  /** Its last ten results, newest first. */
  tests: reads.input(one).output(z.array(testResult)),
  /** The flows that use it, worked out from the flows as they are. */
  usedBy: reads.input(one).output(z.array(connectionUser)),
  /** Asks the system what the connection's user may do with the objects that its flows use. */
  permissions: requires('testConnections').input(one).output(connectionPermissions),
  /** Connections whose stored sign-in wasn't used for 14 days. */
  reminders: reads.output(z.array(connectionReminder)),
  /** Signs in anew, so that a stored sign-in doesn't lapse, and tests it with that; nothing else changes. */
  refresh: requires('manageConnections').input(one).output(testResult),
  /** Pasted SALESFORCE_… parameters as a draft; PARAMETERS_UNREADABLE when there are none. Nothing of it is kept. */
  readParameters: requires('manageConnections')
    .input(z.object({ text: z.string().max(100_000) }))
    .output(parameterDraft),
  /**
   * Lists the private keys of a key store, by its path on the host's computer or its content in Base64, without keeping
   * anything. KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG or KEY_NOT_FOUND name the field in `data.field`. It
   * changes nothing, but takes the right to make connections, since it reads a file and tries a password.
   */
  readKeyStore: requires('manageConnections')
    .input(
      z.union([
        z.strictObject({ path: z.string().min(1).max(4_096), password: storePassword }),
        z.strictObject({ content: z.string().min(1), password: storePassword }),
      ]),
    )
    .output(keyStoreListing),
  /** Refused with CONNECTION_IN_USE while a flow uses it. */
  remove: requires('manageConnections')
    .input(one)
    .output(z.object({ removed: z.literal(true) })),
};
