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
      }),
    )
    .output(z.object({ connection: connectionSummary, test: testResult })),
  /** Changes name, description or details; nothing is saved unless the test with the new values succeeds. */
  update: writes
    .input(
      z.object({
        id: identifier,
        name: displayName.optional(),
        description: z.string().optional(),
        fields: jsonObject.optional(),
        secrets: secrets.optional(),
      }),
    )
    .output(z.object({ connection: connectionSummary, test: testResult })),
  /** Signs in and calls the system the way a run does; keeps the result. */
  test: writes.input(one).output(testResult),
  /** Refused with CONNECTION_IN_USE while a flow uses it. */
  remove: writes.input(one).output(z.object({ removed: z.literal(true) })),
};
