import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Vault } from '../../credentials/vault.ts';
import type { Store, StoredCredential, StoredPrincipal } from '../../storage/index.ts';
import type { HeldSecrets } from '../connections/held-secrets.ts';
import type { OpenableConnection } from '../connections/open-client.ts';

/** A connection that uses a named credential, stored or not: `fields.credential` is the credential's id. */
export type UsingConnection = { id: string; connector: string; fields: JsonObject };

/** What connections with a named credential sign in with: the credential's only principal. */
export type PrincipalSignIns = {
  /** The principal as something to open, whoever may use it. */
  openPrincipal(principal: StoredPrincipal): OpenableConnection;
  /**
   * What the connection opens: the principal's details as they are now, with the session that all connections of the
   * principal share. Throws CREDENTIAL_NOT_USABLE.
   */
  open(connection: UsingConnection): OpenableConnection;
  /** The principal that it signs in as; undefined while it can't. */
  find(connection: UsingConnection): StoredPrincipal | undefined;
  /** Differs as soon as the connection would sign in as somebody else, or can't. */
  versionOf(connection: UsingConnection): string;
};

type Parts = {
  store: Store;
  vault: Vault;
  held: HeldSecrets;
  /** Hears that a service refused a principal's details for good. */
  refused(principal: StoredPrincipal, error: MillraceError): void;
};

export function createPrincipalSignIns({ store, vault, held, refused }: Parts): PrincipalSignIns {
  const credentialOf = ({ fields }: UsingConnection): StoredCredential | undefined =>
    typeof fields.credential === 'string' ? store.credentials.find(fields.credential) : undefined;
  const principalsOf = ({ fields }: UsingConnection): StoredPrincipal[] =>
    typeof fields.credential === 'string' ? store.principals.of(fields.credential) : [];

  const choose = (connection: UsingConnection): StoredPrincipal => {
    const credential = credentialOf(connection);
    if (!credential) throw notUsable('missing', 'It isn’t there any more.', 'Create a new connection instead.');
    const { name, principals } = credential;
    if (credential.connector !== connection.connector) {
      throw notUsable('other-system', `“${name}” signs in to another system: ${credential.connector}.`);
    }
    const [principal] = principals;
    if (!principal || principals.length !== 1) {
      throw notUsable('principals', `“${name}” has ${principals.length} principals, and exactly one is needed.`);
    }
    if (!principal.permitted) {
      const fix = 'Give the permission in Settings ▸ Named credentials, then test the connection.';
      throw notUsable('not-permitted', `Nobody may use the principal “${principal.name}” of “${name}”.`, fix);
    }
    return principal;
  };
  const openPrincipal = (principal: StoredPrincipal): OpenableConnection => {
    const { id, revision, connector, auth, environment, fields, sealed } = principal;
    return {
      id,
      signInId: id,
      key: `${id}:${revision}`,
      connector,
      auth,
      environment,
      fields,
      ...held.hold(id, async () => (sealed ? vault.open(id, sealed) : {})),
      refused: (error) => refused(principal, error),
    };
  };

  return {
    openPrincipal,
    open: (connection) => ({ ...openPrincipal(choose(connection)), id: connection.id }),
    find: (connection) => {
      const principals = principalsOf(connection);
      return principals.length === 1 ? principals[0] : undefined;
    },
    versionOf: (connection) =>
      principalsOf(connection)
        .map(({ id, revision, permitted }) => `${id}:${revision}:${permitted}`)
        .join(),
  };
}

function notUsable(reason: string, detail: string, fix?: string): MillraceError {
  return new MillraceError('CREDENTIAL_NOT_USABLE', { detail, reason }, fix === undefined ? {} : { fix });
}
