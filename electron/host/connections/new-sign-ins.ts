import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { SignInDetails } from '../../storage/index.ts';
import { type ConnectionDrafts, toDraft, withoutEmpty } from './connection-drafts.ts';
import type { ConnectionTests, StoredSubject, Trial } from './connection-tests.ts';
import type { Grants } from './grants.ts';
import type { HeldSecrets } from './held-secrets.ts';

/** What a person gives to sign in with. */
export type GivenSignIn = {
  connector: string;
  auth: string;
  fields: JsonObject;
  secrets: Secrets;
  /** What `authorize` was granted for these details; its secrets are added. */
  authorizationId?: string | undefined;
  /** Under what name the test's progress is told. */
  progressId?: string | undefined;
};

/** Details that are to be stored for the first time: of a connection, or of a principal. */
export type NewSignIns = {
  /**
   * Tests them under a new id and returns them sealed, to be stored together with the test. Throws the test's error.
   * The caller spends the grant once they are stored.
   */
  admit(id: string, given: GivenSignIn, signal?: AbortSignal): Promise<{ details: SignInDetails; tested: Trial }>;
};

type Parts = {
  grants: Grants;
  held: HeldSecrets;
  drafts: ConnectionDrafts;
  tests: Pick<ConnectionTests<StoredSubject>, 'tryOut'>;
};

export function createNewSignIns({ grants, held, drafts, tests }: Parts): NewSignIns {
  return {
    admit: async (id, { connector, auth, fields, secrets: entered, authorizationId, progressId }, signal) => {
      const isNamed = auth === NAMED_SCHEME;
      // A form may send what every scheme has; with a named credential, that is the credential's.
      const draft = toDraft(connector, auth, isNamed ? { credential: fields.credential ?? '' } : fields);
      const granted = await drafts.readGrant(id, draft, authorizationId);
      const secrets = isNamed ? {} : withoutEmpty({ ...entered, ...granted });
      // Sealing comes first: where no key is available, nothing is sent anywhere.
      await drafts.seal(id, secrets);
      const open = () => drafts.openToTest(id, draft, secrets);
      const tested = await tests.tryOut({ ...draft, id, progressId }, open, signal).finally(() => {
        // Where the test fails, the next try needs what this one's sign-in was given in the place of the grant.
        if (authorizationId !== undefined) grants.replace(authorizationId, held.newest(id, granted));
      });
      // The credential may have been removed or changed while the test ran.
      if (isNamed && tested.status === 'connected') open();
      // The test's own sign-in may have replaced a secret.
      const sealed = await drafts.seal(id, secrets);
      return { details: { ...draft, secretsStored: Object.keys(secrets), sealed }, tested };
    },
  };
}
