import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import type { StoredCredential, StoredPrincipal } from '../../storage/index.ts';

/** A named credential as everybody may see it: without its secrets. */
export function describeCredential({ principals, ...credential }: StoredCredential): NamedCredential {
  return { ...credential, principals: principals.map(describePrincipal) };
}

function describePrincipal(stored: StoredPrincipal): Principal {
  const { id, name, auth, environment, fields, secretsStored, permitted, status, lastTestedAt, lastTest } = stored;
  return { id, name, auth, environment, fields, secretsStored, permitted, status, lastTestedAt, lastTest };
}
