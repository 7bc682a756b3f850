import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { type Fields, listSecretKeys } from '../../connectors/sdk/field.ts';
import type { Secrets, Vault } from '../../credentials/vault.ts';
import type { Random } from '../../ports/random.ts';
import type { SignInDetails } from '../../storage/index.ts';
import type { Grants } from './grants.ts';
import type { HeldSecrets } from './held-secrets.ts';
import type { ClientOpener, OpenableConnection, PreparedConnection } from './open-client.ts';

/** The details that decide whom a connection signs in to, and how. */
export type Draft = Pick<OpenableConnection, 'connector' | 'auth' | 'environment' | 'fields'>;

/** A draft with the secrets that belong to it. */
export type DraftWithSecrets = { draft: Draft; secrets: Secrets };

/** Sign-in details that are stored: a connection's, or a principal's. */
export type StoredSignIn = SignInDetails & { id: string };

/** What a person changes of a connection's details. Fields that aren't given stay. */
export type DetailChanges = { fields?: JsonObject | undefined; secrets?: Secrets | undefined };

/** Details that aren't stored, or not yet. */
export type ConnectionDrafts = {
  /** Details as something to open under the connection's id; no session is shared with anybody. */
  open(id: string, draft: Draft, secrets: Secrets): OpenableConnection;
  /** The same for a test; details that name a credential open as what it signs in with. Throws CREDENTIAL_NOT_USABLE. */
  openToTest(id: string, draft: Draft, secrets: Secrets): OpenableConnection;
  /** The secrets that a person granted for these details in the browser; none without an authorization. */
  readGrant(id: string, draft: Draft, authorizationId: string | undefined): Promise<Secrets>;
  /**
   * Stored details as changes would leave them. Throws SECRET_STORE_LOCKED without the key of its secrets, unless all of
   * them were entered again.
   */
  merge(stored: StoredSignIn, changes: DetailChanges): Promise<DraftWithSecrets>;
  /** Secrets as the store keeps them: the newest of each, sealed; null for none. */
  seal(id: string, secrets: Secrets): Promise<Uint8Array | null>;
};

type Parts = {
  vault: Vault;
  random: Random;
  clients: ClientOpener;
  grants: Grants;
  held: HeldSecrets;
  /** What a connection with these details signs in with. Throws CREDENTIAL_NOT_USABLE. */
  openNamed(connection: Pick<OpenableConnection, 'id' | 'connector' | 'fields'>): OpenableConnection;
};

export function createConnectionDrafts(parts: Parts): ConnectionDrafts {
  const { vault, random, clients, grants, held } = parts;
  const open = (id: string, draft: Draft, secrets: Secrets): OpenableConnection => ({
    ...draft,
    id,
    signInId: id,
    key: `${id}:${random.uuid()}`,
    ...held.hold(id, async () => secrets),
    refused: () => undefined,
  });
  /**
   * What a person granted for other details must reach neither another host nor another app, and what was typed for one
   * proxy no other (S19).
   */
  const withoutVoid = async (stored: StoredSignIn, draft: Draft, secrets: Secrets): Promise<Secrets> => {
    const [before, after] = await Promise.all(
      [toDraft(stored.connector, stored.auth, stored.fields, stored.environment), draft].map((details) =>
        clients.prepare(open(stored.id, details, {})),
      ),
    );
    if (!after) return secrets;
    const isGrantKept = JSON.stringify(before?.grantedFor) === JSON.stringify(after.grantedFor);
    const typed = secretKeysOf(after);
    const declared: Fields = { ...after.connector.common, ...after.scheme.fields };
    return Object.fromEntries(
      Object.entries(secrets).filter(([key]) => {
        // Secrets that no field holds are the ones that were granted.
        if (!typed.has(key)) return isGrantKept;
        return (declared[key]?.boundTo ?? []).every((bound) => before?.fields[bound] === after.fields[bound]);
      }),
    );
  };

  /**
   * The stored secrets; none of them when they can't be opened and every one that a field holds was entered again, so
   * that a connection outlives a lost key. Otherwise throws what opening them throws, and nothing is replaced.
   */
  const openUnlessEntered = async (stored: StoredSignIn, draft: Draft, entered: Secrets): Promise<Secrets> => {
    if (!stored.sealed) return {};
    try {
      return await vault.open(stored.id, stored.sealed);
    } catch (thrown) {
      const typed = secretKeysOf(await clients.prepare(open(stored.id, draft, {})));
      const needed = stored.secretsStored.filter((key) => typed.has(key));
      if (needed.every((key) => Object.hasOwn(entered, key))) return {};
      throw thrown;
    }
  };

  return {
    open,
    openToTest: (id, draft, secrets) =>
      draft.auth === NAMED_SCHEME ? parts.openNamed({ ...draft, id }) : open(id, draft, secrets),
    readGrant: async (id, draft, authorizationId) => {
      if (authorizationId === undefined) return {};
      const { connector, auth } = draft;
      const { grantedFor } = await clients.prepare(open(id, draft, {}));
      return grants.read(authorizationId, { connector, auth, details: grantedFor });
    },
    merge: async (stored, { fields, secrets }) => {
      const { connector, auth } = stored;
      const draft = toDraft(connector, auth, { ...stored.fields, ...fields }, stored.environment);
      const opened = await openUnlessEntered(stored, draft, secrets ?? {});
      return { draft, secrets: withoutEmpty({ ...(await withoutVoid(stored, draft, opened)), ...secrets }) };
    },
    seal: async (id, secrets) => (Object.keys(secrets).length === 0 ? null : vault.seal(id, held.newest(id, secrets))),
  };
}

function secretKeysOf({ connector, scheme }: Pick<PreparedConnection, 'connector' | 'scheme'>): Set<string> {
  return listSecretKeys({ ...connector.common, ...scheme.fields });
}

/** Secrets that there are: an empty one is none, which is how a form clears it. */
export function withoutEmpty(secrets: Secrets): Secrets {
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
}

/**
 * A draft of these fields; its environment is the field of that name, else `environment`. A field that was emptied is as
 * if nobody had ever filled it.
 */
export function toDraft(connector: string, auth: string, given: JsonObject, environment = ''): Draft {
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '' && value !== null));
  const chosen = fields.environment;
  return { connector, auth, environment: typeof chosen === 'string' ? chosen : environment, fields };
}
