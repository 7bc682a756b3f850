import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { displayName, identifier, jsonObject, reads, timestamp, writes } from './base.ts';

export const connectionStatus = z.enum(['not_tested', 'testing', 'connected', 'failed', 'sign_in_expired', 'inactive']);
export type ConnectionStatus = z.infer<typeof connectionStatus>;

/** What a test found. On failure `message` is the cause and `fix` what to do. */
export const testResult = z.object({
  succeeded: z.boolean(),
  message: z.string(),
  fix: z.string().optional(),
  code: z.string().optional(),
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
  lastTestedAt: timestamp.nullable(),
  lastTest: testResult.nullable(),
  revision: z.number(),
  createdAt: timestamp,
  updatedAt: timestamp,
  usedBy: z.array(z.object({ flowId: z.string(), name: z.string() })),
});
export type ConnectionSummary = z.infer<typeof connectionSummary>;

const one = z.object({ id: identifier });
const secrets = z.record(z.string(), z.string());

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
  z.object({ state: z.literal('approved'), authorizationId: identifier, user: z.string(), host: z.string() }),
]);
export type AuthorizationEvent = z.infer<typeof authorizationEvent>;

export const connectionsContract = {
  list: reads.output(z.array(connectionSummary)),
  get: reads.input(one).output(connectionSummary),
  /** Tests the details and, only when that succeeds, stores the connection. */
  create: writes
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
      }),
    )
    .output(tested),
  /** Changes name, description or details; nothing is saved unless the test with the new values succeeds. */
  update: writes
    .input(
      z.object({
        id: identifier,
        name: displayName.optional(),
        description: z.string().optional(),
        fields: jsonObject.optional(),
        secrets: secrets.optional(),
        authorizationId: identifier.optional(),
      }),
    )
    .output(tested),
  /**
   * Lets a person grant access in the browser (OAuth 2.0 with PKCE), for a new connection or, with `id`, for one that
   * is there: its stored details, changed by what is given. Tells where to sign in, then who approved, or ends with
   * AUTHORIZATION_REFUSED, AUTHORIZATION_EXPIRED or CALLBACK_PORT_IN_USE; leaving the iterator cancels it. Tokens stay
   * in the host, for 15 minutes and one use.
   */
  authorize: writes
    .input(
      z.union([
        z.strictObject({ id: identifier, fields: jsonObject.optional(), secrets: secrets.optional() }),
        z.strictObject({ connector: z.string(), auth: z.string(), fields: jsonObject, secrets }),
      ]),
    )
    .output(eventIterator(authorizationEvent)),
  /** Gives a connection the new sign-in that `authorize` was granted, and tests it with that; else nothing changes. */
  reconnect: writes.input(z.object({ id: identifier, authorizationId: identifier })).output(tested),
  /** Signs in and calls the system the way a run does; keeps the result. */
  test: writes.input(one).output(testResult),
  /** Refused with CONNECTION_IN_USE while a flow uses it. */
  remove: writes.input(one).output(z.object({ removed: z.literal(true) })),
};
