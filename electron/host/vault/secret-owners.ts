import type { VaultStatus } from '../../../shared/contract/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Store } from '../../storage/index.ts';

/** Something stored that has sealed secrets; its id is the owner they are sealed for. */
export type SecretOwner = {
  id: string;
  /** What people know it as part of: the connection itself, or the credential of a principal. */
  partOf: string;
  name: string;
  /** What it signs in to and how. */
  details: JsonObject;
  /** ISO 8601. */
  updatedAt: string;
  sealed: Uint8Array;
};

/** What has secrets of its own. */
export type SecretOwnerKind = VaultStatus['unreadable'][number]['kind'];

/** Where the vault's service finds secrets to back up, to restore and to seal anew. */
export type SecretOwners = {
  kind: SecretOwnerKind;
  /** Everything of this kind, those without secrets too. */
  list(): (Omit<SecretOwner, 'sealed'> & { sealed: Uint8Array | null })[];
  /** Puts other secrets in place, as an edit does. */
  replace(id: string, sealed: Uint8Array, keys: string[]): void;
  /** Puts the same secrets in place, sealed anew, unless they were changed meanwhile. */
  reseal(id: string, from: Uint8Array, to: Uint8Array): void;
};

/** The connections as owners of secrets. A restored one has to be tested again. */
export function createConnectionOwners({ connections }: Store): SecretOwners {
  return {
    kind: 'connection',
    list: () =>
      connections.list().map(({ id, name, connector, auth, environment, fields, updatedAt, sealed }) => ({
        id,
        partOf: id,
        name,
        details: { connector, auth, environment, fields },
        updatedAt,
        sealed,
      })),
    replace: (id, sealed, keys) => {
      connections.update(id, { sealed, secretsStored: keys });
      connections.setStatus(id, 'not_tested');
    },
    reseal: (id, from, to) => void connections.reseal(id, from, to),
  };
}

/** The principals of named credentials as owners of secrets. A restored one has to be tested again. */
export function createPrincipalOwners({ credentials, principals }: Store): SecretOwners {
  return {
    kind: 'credential',
    list: () => {
      const credentialOf = new Map(credentials.list().map((credential) => [credential.id, credential]));
      return principals.list().map(({ id, credentialId, connector, auth, environment, fields, updatedAt, ...rest }) => {
        const credential = credentialOf.get(credentialId);
        const isOnly = credential?.principals.length === 1;
        const name = isOnly ? credential.name : `${credential?.name ?? ''} (${rest.name})`;
        const details = { connector, auth, environment, fields };
        return { id, partOf: credentialId, name, details, updatedAt, sealed: rest.sealed };
      });
    },
    replace: (id, sealed, keys) => {
      principals.update(id, { sealed, secretsStored: keys });
      principals.setStatus(id, 'not_tested');
    },
    reseal: (id, from, to) => void principals.reseal(id, from, to),
  };
}

/** The webhooks as owners of the secrets that sign their calls. A restored one is used once its flow is watched anew. */
export function createWebhookOwners({ webhooks, flows }: Store): SecretOwners {
  return {
    kind: 'webhook',
    list: () => {
      const names = new Map(flows.list().map(({ id, name }) => [id, name]));
      return webhooks.list().map(({ id, flowId, step, updatedAt, sealed }) => {
        const name = `${names.get(flowId) ?? flowId}: ${step}`;
        return { id, partOf: flowId, name, details: { flowId, step }, updatedAt, sealed };
      });
    },
    replace: (id, sealed) => webhooks.setSecret(id, sealed),
    reseal: (id, from, to) => webhooks.reseal(id, from, to),
  };
}
