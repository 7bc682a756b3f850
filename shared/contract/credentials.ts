import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { CREDENTIAL_ENTITIES } from '../connector/credential-entities.ts';
import { displayName, identifier, jsonObject, reads, requires, timestamp } from './base.ts';
import { authorizationEvent, connectionStatus, testResult } from './connections.ts';

export type { CredentialEntity } from '../connector/credential-entities.ts';

const credentialEntity = z.enum(CREDENTIAL_ENTITIES);

/** One identity of a named credential, without its secrets, which never leave the host. */
export const principal = z.object({
  id: z.string(),
  /** Unique among the principals of its credential, whatever the case of its letters. */
  name: z.string(),
  /** Id of the authentication scheme; never `named`. */
  auth: z.string(),
  /** `production`, `test`, `custom`, `practice`, or empty where the connector knows none. */
  environment: z.string(),
  /** Field values that aren't secret. */
  fields: jsonObject,
  /** Keys of the secrets that are stored. */
  secretsStored: z.array(z.string()),
  /** False when nobody on this computer may use it: connections then are inactive. */
  permitted: z.boolean(),
  /** What its own tests found; never `inactive`. */
  status: connectionStatus,
  lastTestedAt: timestamp.nullable(),
  lastTest: testResult.nullable(),
});
export type Principal = z.infer<typeof principal>;

/** Sign-in details that are kept once and used by any number of connections. */
export const namedCredential = z.object({
  id: z.string(),
  /** Unique, whatever the case of its letters. */
  name: z.string(),
  entity: credentialEntity,
  /** The name of what is sent when `entity` is `custom`, else empty. */
  customEntity: z.string(),
  /** The destination: id of the connector. */
  connector: z.string(),
  /** At least one, in the order in which they were added. Connections need exactly one. */
  principals: z.array(principal),
  /** Counts saved changes from 1. */
  revision: z.number(),
  createdAt: timestamp,
  updatedAt: timestamp,
  /** The connections that use it, worked out from the connections as they are, by name. */
  usedBy: z.array(z.object({ connectionId: z.string(), name: z.string() })),
});
export type NamedCredential = z.infer<typeof namedCredential>;

const secrets = z.record(z.string(), z.string());
/** The name of a kind of record that Salesforce doesn't bring itself. */
const customEntity = z.string().trim().max(200);
const expectedRevision = z.number().int().optional();

const saved = z.object({
  credential: namedCredential,
  /** The test that the new details passed; null when none was needed. */
  test: testResult.nullable(),
  /** Connections that can't sign in any more because of this change; each has been tested again. */
  stops: z.array(z.object({ connectionId: z.string(), name: z.string() })),
});

export const credentialsContract = {
  /** By name. */
  list: reads.output(z.array(namedCredential)),
  get: reads.input(z.object({ id: identifier })).output(namedCredential),
  /** Tests the principal's details and, only when that succeeds, stores the credential. */
  create: requires('manageConnections')
    .input(
      z.object({
        name: displayName,
        entity: credentialEntity,
        /** SETTING_REQUIRED when it is missing though `entity` is `custom`. */
        customEntity: customEntity.optional(),
        connector: z.string(),
        principal: z.object({
          /** Whom it signs in as, when absent. */
          name: displayName.optional(),
          auth: z.string(),
          fields: jsonObject,
          secrets,
          /** Takes what `authorize` was granted. */
          authorizationId: identifier.optional(),
        }),
      }),
    )
    .output(z.object({ credential: namedCredential, test: testResult })),
  /** Changes what needs no test. SAVE_CONFLICT when the credential isn't of the expected revision any more. */
  update: requires('manageConnections')
    .input(
      z.object({
        id: identifier,
        name: displayName.optional(),
        entity: credentialEntity.optional(),
        customEntity: customEntity.optional(),
        expectedRevision,
      }),
    )
    .output(namedCredential),
  /**
   * Adds a principal (without `principalId`; then `auth` is needed) or changes one. Changed details are tested first,
   * and nothing is saved unless that succeeds; name and permission alone need no test. The connections of the
   * credential work with the new details at once and are tested again; runs in progress keep the old ones.
   */
  savePrincipal: requires('manageConnections')
    .input(
      z.object({
        credentialId: identifier,
        principalId: identifier.optional(),
        name: displayName.optional(),
        auth: z.string().optional(),
        fields: jsonObject.optional(),
        secrets: secrets.optional(),
        authorizationId: identifier.optional(),
        permitted: z.boolean().optional(),
        expectedRevision,
      }),
    )
    .output(saved),
  /** LAST_PRINCIPAL when there is no other one. */
  removePrincipal: requires('manageConnections')
    .input(z.object({ credentialId: identifier, principalId: identifier }))
    .output(namedCredential),
  /** Signs in with each of its principals, for at most ten seconds; keeps the results. */
  test: requires('testConnections')
    .input(z.object({ id: identifier }))
    .output(z.array(z.object({ principalId: z.string(), result: testResult }))),
  /**
   * Lets a person grant access in the browser, as `connections.authorize` does: for a principal that isn't there yet,
   * or for one that is, with its stored details changed by what is given.
   */
  authorize: requires('manageConnections')
    .input(
      z.union([
        z.strictObject({
          credentialId: identifier,
          principalId: identifier,
          fields: jsonObject.optional(),
          secrets: secrets.optional(),
        }),
        z.strictObject({ connector: z.string(), auth: z.string(), fields: jsonObject, secrets }),
      ]),
    )
    .output(eventIterator(authorizationEvent)),
  /** Gives a principal the new sign-in that `authorize` was granted, and tests it with that; else nothing changes. */
  reconnect: requires('manageConnections')
    .input(z.object({ credentialId: identifier, principalId: identifier, authorizationId: identifier }))
    .output(saved),
  /** Refused with CREDENTIAL_IN_USE, naming them, while a connection uses it. */
  remove: requires('manageConnections')
    .input(z.object({ id: identifier }))
    .output(z.object({ removed: z.literal(true) })),
};
