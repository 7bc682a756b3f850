import type { CredentialEntity } from '../../../shared/connector/credential-entities.ts';
import type { AuthorizationEvent, NamedCredential, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Secrets, Vault } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Store, StoredCredential, StoredPrincipal } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { Authorizer } from '../connections/authorize.ts';
import { createConnectionDrafts, type DetailChanges, toDraft } from '../connections/connection-drafts.ts';
import type { ConnectionService } from '../connections/connection-service.ts';
import { createConnectionTests } from '../connections/connection-tests.ts';
import type { Grants } from '../connections/grants.ts';
import type { HeldSecrets } from '../connections/held-secrets.ts';
import type { FileTaker } from '../connections/kept-files.ts';
import { createNewSignIns } from '../connections/new-sign-ins.ts';
import type { ClientOpener } from '../connections/open-client.ts';
import { describeCredential } from './describe-credential.ts';
import { createPrincipalEdits, type NewPrincipal, type PrincipalChanges, refuseConflict } from './principal-edits.ts';
import type { PrincipalSignIns } from './principal-sign-ins.ts';

/** A credential that isn't there yet, with its first principal. */
export type NewCredential = {
  name: string;
  entity: CredentialEntity;
  customEntity?: string | undefined;
  connector: string;
  principal: NewPrincipal;
};

/** What a person changes of a credential apart from its principals. */
export type CredentialChanges = Partial<Pick<NewCredential, 'name' | 'entity' | 'customEntity'>> & {
  /** The revision that the person saw; SAVE_CONFLICT when it was changed since. */
  expectedRevision?: number | undefined;
};

/** A principal to be added (without `principalId`) or changed. */
export type PrincipalSave = PrincipalChanges & {
  credentialId: string;
  principalId?: string | undefined;
  expectedRevision?: number | undefined;
};

/** Whose access is to be granted: a new principal's details, or a stored one's with changes. */
export type CredentialAuthorizationRequest =
  | { connector: string; auth: string; fields: JsonObject; secrets: Secrets }
  | ({ credentialId: string; principalId: string } & DetailChanges);

type SavedPrincipal = { credential: NamedCredential; test: TestResult | null; stops: NamedCredential['usedBy'] };

/** What the host does with named credentials. Secrets go in and never come out. Every change is told to all windows. */
export type CredentialService = {
  list(): NamedCredential[];
  /** Throws NOT_FOUND. */
  get(id: string): NamedCredential;
  /** Tests first; throws the test's error and stores nothing when it fails. */
  create(details: NewCredential, signal?: AbortSignal): Promise<{ credential: NamedCredential; test: TestResult }>;
  update(id: string, changes: CredentialChanges): NamedCredential;
  /** Tests changed details first; throws the test's error and saves nothing when it fails. */
  savePrincipal(principal: PrincipalSave, signal?: AbortSignal): Promise<SavedPrincipal>;
  /** Throws LAST_PRINCIPAL. */
  removePrincipal(credentialId: string, principalId: string): Promise<NamedCredential>;
  test(id: string, signal?: AbortSignal): Promise<{ principalId: string; result: TestResult }[]>;
  /** Lets a person grant access in the browser; see the authorizer. */
  authorize(
    request: CredentialAuthorizationRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<AuthorizationEvent, void, void>;
  /** Throws CREDENTIAL_IN_USE while a connection uses it. */
  remove(id: string): void;
  /** A principal's sign-in was refused for good: says so at it and at the connections that use it. */
  noteRefusal(principal: StoredPrincipal, error: MillraceError): void;
  /** Ends the tests that are under way. */
  close(): Promise<void>;
};

type Parts = {
  store: Store;
  vault: Vault;
  clock: Clock;
  random: Random;
  changes: Changes;
  clients: ClientOpener;
  authorizer: Authorizer;
  grants: Grants;
  /** The secrets of principals. */
  held: HeldSecrets;
  principals: PrincipalSignIns;
  connections: Pick<ConnectionService, 'testAll' | 'noteRefusal'>;
  takeFiles: FileTaker;
  openPort(connectionId: string, connector: string): CallPort;
};

export function createCredentialService(parts: Parts): CredentialService {
  const { store, vault, clock, random, changes, clients, authorizer, grants, held, connections, takeFiles } = parts;
  const changed = (credentialId: string) => changes.publish({ type: 'credentials.changed', credentialId });
  const openNamed = (): never => {
    throw new MillraceError('NOT_AVAILABLE_HERE', { ability: 'A named credential that uses another one' });
  };
  const drafts = createConnectionDrafts({ vault, random, clients, grants, held, openNamed });
  const tests = createConnectionTests({
    records: store.principals,
    clock,
    clients,
    openPort: parts.openPort,
    openable: parts.principals.openPrincipal,
    versionOf: ({ revision }) => `${revision}`,
    changed: ({ credentialId }) => changed(credentialId),
    progressed: (id, lines) => changes.publish({ type: 'tests.progressed', id, lines }),
  });
  const newSignIns = createNewSignIns({ grants, held, drafts, tests });
  const edits = createPrincipalEdits({ store, random, grants, held, drafts, newSignIns, tests });

  const published = (id: string): NamedCredential => {
    changed(id);
    return describeCredential(store.credentials.get(id));
  };
  const principalOf = (credential: StoredCredential, principalId: string): StoredPrincipal => {
    const found = credential.principals.find(({ id }) => id === principalId);
    if (!found) throw new MillraceError('NOT_FOUND', { thing: 'principal', name: principalId });
    return found;
  };
  const refuseTakenName = (name: string | undefined, id?: string): void => {
    const other = name === undefined ? undefined : store.credentials.findNamed(name);
    if (other && other.id !== id) throw new MillraceError('NAME_TAKEN', { thing: 'named credential', name });
  };
  /** Tests the connections of a credential, so that their status shows its change; returns those that failed. */
  const testUsers = async (id: string): Promise<NamedCredential['usedBy']> => {
    const { usedBy } = store.credentials.get(id);
    const results = await connections.testAll(usedBy.map(({ connectionId }) => connectionId));
    const failed = new Set(results.filter(({ result }) => !result.succeeded).map((tested) => tested.id));
    return usedBy.filter(({ connectionId }) => failed.has(connectionId));
  };

  return {
    list: () => store.credentials.list().map(describeCredential),
    get: (id) => describeCredential(store.credentials.get(id)),
    create: async ({ name, entity, customEntity, connector, principal }, signal) => {
      refuseTakenName(name);
      const id = random.uuid();
      const details = { name, connector, ...readEntity(entity, customEntity) };
      const given = { ...principal, ...(await takeFiles({ ...principal, connector }, {}, principal, signal)) };
      const put = (admitted: Parameters<typeof store.credentials.create>[2]) => {
        store.credentials.create(id, details, admitted);
        return admitted.tested.result;
      };
      const test = await edits.admit(connector, given, [], put, signal);
      return { credential: published(id), test };
    },
    update: (id, { expectedRevision, name, entity, customEntity }) => {
      const present = store.credentials.get(id);
      refuseConflict(present, expectedRevision);
      const kind = readEntity(entity ?? present.entity, customEntity ?? present.customEntity);
      store.credentials.update(id, { name: name ?? present.name, ...kind });
      return published(id);
    },
    savePrincipal: async ({ credentialId, principalId, expectedRevision, ...given }, signal) => {
      const credential = store.credentials.get(credentialId);
      refuseConflict(credential, expectedRevision);
      const { connector } = credential;
      const present = principalId === undefined ? undefined : principalOf(credential, principalId);
      const auth = given.auth ?? present?.auth;
      if (auth === undefined) {
        const why = 'A principal signs in somehow.';
        throw new MillraceError('SETTING_REQUIRED', { label: 'Authentication', field: 'auth' }, { why });
      }
      const { fields = {}, secrets = {} } = given;
      const taken = await takeFiles({ connector, auth }, present?.fields ?? {}, { fields, secrets }, signal);
      const changes = { ...given, ...taken, auth };
      const tested = present
        ? await edits.change(credential, present, changes, signal)
        : await edits.admit(
            connector,
            changes,
            credential.principals,
            ({ id, details, tested: trial }) => {
              store.principals.add(credentialId, id, details, trial);
              return trial;
            },
            signal,
          );
      changed(credentialId);
      const isOther = tested !== undefined || (given.permitted ?? present?.permitted) !== present?.permitted;
      const stops = isOther ? await testUsers(credentialId) : [];
      return {
        credential: describeCredential(store.credentials.get(credentialId)),
        test: tested?.result ?? null,
        stops,
      };
    },
    removePrincipal: async (credentialId, principalId) => {
      const { id } = principalOf(store.credentials.get(credentialId), principalId);
      store.principals.remove(id);
      clients.forget(id);
      changed(credentialId);
      await testUsers(credentialId);
      return describeCredential(store.credentials.get(credentialId));
    },
    test: async (id, signal) => {
      const { principals } = store.credentials.get(id);
      const results = await tests.testAll(
        principals.map((principal) => principal.id),
        signal,
      );
      return results.map(({ id: principalId, result }) => ({ principalId, result }));
    },
    async *authorize(request, signal) {
      if ('credentialId' in request) {
        const principal = principalOf(store.credentials.get(request.credentialId), request.principalId);
        const { draft, secrets } = await drafts.merge(principal, request);
        yield* authorizer.authorize(drafts.open(principal.id, draft, secrets), signal);
        return;
      }
      const draft = toDraft(request.connector, request.auth, request.fields);
      yield* authorizer.authorize(drafts.open(random.uuid(), draft, request.secrets), signal);
    },
    remove: (id) => {
      const { principals } = store.credentials.get(id);
      store.credentials.remove(id);
      for (const principal of principals) clients.forget(principal.id);
      changed(id);
    },
    noteRefusal: (principal, error) => {
      const credential = store.credentials.find(principal.credentialId);
      const present = credential?.principals.find(({ id }) => id === principal.id);
      if (!credential || present?.revision !== principal.revision) return;
      tests.noteRefusal(principal, error);
      if (credential.principals.length > 1) return;
      for (const { connectionId } of credential.usedBy) connections.noteRefusal(connectionId, error);
    },
    close: tests.close,
  };
}

/** Throws SETTING_REQUIRED for a custom entity without a name. */
function readEntity(entity: CredentialEntity, customEntity = ''): { entity: CredentialEntity; customEntity: string } {
  if (entity !== 'custom') return { entity, customEntity: '' };
  if (customEntity.trim() !== '') return { entity, customEntity: customEntity.trim() };
  const why = 'The entity is “Custom”, which says nothing by itself.';
  throw new MillraceError('SETTING_REQUIRED', { label: 'Custom entity', field: 'customEntity' }, { why });
}
