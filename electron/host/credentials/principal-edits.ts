import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Random } from '../../ports/random.ts';
import type { Store, StoredCredential, StoredPrincipal } from '../../storage/index.ts';
import type { ConnectionDrafts, DetailChanges, DraftWithSecrets } from '../connections/connection-drafts.ts';
import { changedKeys } from '../connections/connection-edits.ts';
import type { ConnectionTests, Trial } from '../connections/connection-tests.ts';
import type { Grants } from '../connections/grants.ts';
import type { HeldSecrets } from '../connections/held-secrets.ts';
import type { GivenSignIn, NewSignIns } from '../connections/new-sign-ins.ts';

/** A principal that isn't there yet. */
export type NewPrincipal = Omit<GivenSignIn, 'connector'> & {
  /** Whom it signs in as, when absent. */
  name?: string | undefined;
  permitted?: boolean | undefined;
};

/** What a person changes of a principal. Fields and secrets that aren't given stay. */
export type PrincipalChanges = DetailChanges & {
  name?: string | undefined;
  permitted?: boolean | undefined;
  auth?: string | undefined;
  authorizationId?: string | undefined;
};

/** Making and changing principals. Details and the test they passed are saved together, or neither is. */
export type PrincipalEdits = {
  /** Tests first and then calls `store`; throws the test's error and stores nothing when it fails. */
  admit<Result>(
    connector: string,
    given: NewPrincipal,
    others: readonly StoredPrincipal[],
    store: (principal: AdmittedPrincipal) => Result,
    signal?: AbortSignal,
  ): Promise<Result>;
  /**
   * Tests first where details change; throws the test's error and saves nothing when it fails. Throws SAVE_CONFLICT,
   * NAME_TAKEN. The test is undefined where none was needed.
   */
  change(
    credential: StoredCredential,
    principal: StoredPrincipal,
    changes: PrincipalChanges,
    signal?: AbortSignal,
  ): Promise<Trial | undefined>;
};

/** A tested principal, to be stored. */
export type AdmittedPrincipal = {
  id: string;
  details: Omit<
    StoredPrincipal,
    'id' | 'credentialId' | 'status' | 'lastTestedAt' | 'lastTest' | 'revision' | 'updatedAt'
  >;
  tested: Trial;
};

type Parts = {
  store: Store;
  random: Random;
  grants: Grants;
  held: HeldSecrets;
  drafts: ConnectionDrafts;
  newSignIns: NewSignIns;
  tests: Pick<ConnectionTests<StoredPrincipal>, 'tryOut'>;
};

export function createPrincipalEdits(parts: Parts): PrincipalEdits {
  const { store, random, grants, held, drafts, newSignIns, tests } = parts;

  /** Tests the details and saves them with the test. No sign-in may replace a secret between sealing and saving. */
  const save = async (
    { id, revision }: StoredPrincipal,
    { draft, secrets }: DraftWithSecrets,
    named: { name: string; permitted: boolean },
    refuseOvertaken: (latest: StoredPrincipal) => void,
    signal: AbortSignal | undefined,
  ): Promise<Trial> => {
    // Sealing comes first: where no key is available, nothing is sent anywhere.
    await drafts.seal(id, secrets);
    const tested = await tests.tryOut({ ...draft, id }, () => drafts.openToTest(id, draft, secrets), signal);
    return held.inTurn(id, async () => {
      const sealed = await drafts.seal(id, secrets);
      const latest = store.principals.get(id);
      if (latest.revision !== revision) refuseOvertaken(latest);
      const { environment, fields } = draft;
      const details = { ...named, environment, fields, secretsStored: Object.keys(secrets), sealed };
      store.principals.update(id, details, tested);
      return tested;
    });
  };

  return {
    admit: async (connector, { name, permitted = true, ...given }, others, put, signal) => {
      if (given.auth === NAMED_SCHEME) throw schemeWrong('A named credential can’t use another one.');
      const id = random.uuid();
      const chosen = name ?? nameFrom(given.fields, others);
      if (others.some((other) => isSameName(other.name, chosen))) {
        throw new MillraceError('NAME_TAKEN', { thing: 'principal', name: chosen });
      }
      const { details, tested } = await newSignIns.admit(id, { ...given, connector }, signal);
      const result = put({ id, details: { ...details, name: chosen, permitted }, tested });
      if (given.authorizationId !== undefined) grants.spend(given.authorizationId);
      return result;
    },
    change: async (credential, principal, { name, permitted, auth, fields, secrets, authorizationId }, signal) => {
      if (auth !== undefined && auth !== principal.auth) throw schemeWrong('It can’t be changed.');
      const named = { name: name ?? principal.name, permitted: permitted ?? principal.permitted };
      if (credential.principals.some((other) => other.id !== principal.id && isSameName(other.name, named.name))) {
        throw new MillraceError('NAME_TAKEN', { thing: 'principal', name: named.name });
      }
      const isSame = changedKeys(principal.fields, fields ?? {}).length + Object.keys(secrets ?? {}).length === 0;
      if (isSame && authorizationId === undefined) {
        store.principals.update(principal.id, named);
        return undefined;
      }
      const merged = await drafts.merge(principal, { fields, secrets });
      const granted = await drafts.readGrant(principal.id, merged.draft, authorizationId);
      const details = { draft: merged.draft, secrets: { ...merged.secrets, ...granted } };
      const tested = await save(principal, details, named, () => refuseConflict(credential, -1), signal);
      if (authorizationId !== undefined) grants.spend(authorizationId);
      return tested;
    },
  };
}

/** Nobody's edit is lost: throws SAVE_CONFLICT when the credential isn't of the revision that the person saw. */
export function refuseConflict({ name, revision }: StoredCredential, expected: number | undefined): void {
  if (expected === undefined || expected === revision) return;
  throw new MillraceError(
    'SAVE_CONFLICT',
    { name, revision },
    { why: 'Another window or command changed it.', fix: 'Look at what it is now, then save again.' },
  );
}

function schemeWrong(why: string): MillraceError {
  const fix = 'Add another principal instead, then remove this one.';
  return new MillraceError('SETTING_WRONG', { label: 'Authentication', field: 'auth', detail: why }, { why, fix });
}

/** Whom the details sign in as; numbered where another principal is called so. */
function nameFrom({ username, clientId }: JsonObject, others: readonly StoredPrincipal[]): string {
  const [wanted = 'Principal'] = [username, clientId].filter((value) => typeof value === 'string' && value !== '');
  const isFree = (name: string) => !others.some((other) => isSameName(other.name, name));
  let name = String(wanted).slice(0, 190);
  for (let number = 2; !isFree(name); number += 1) name = `${String(wanted).slice(0, 190)} ${number}`;
  return name;
}

/** As SQLite's NOCASE compares, which folds ASCII letters only. */
function isSameName(one: string, other: string): boolean {
  const fold = (name: string) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return fold(one) === fold(other);
}
