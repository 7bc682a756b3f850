import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { NodeHost } from '../../compose/node-host.ts';

/** The named credential of this id or name. Throws NOT_FOUND. */
export function findCredential(host: NodeHost, name: string): NamedCredential {
  const credentials = host.services.credentials.list();
  const found = credentials.find(({ id }) => id === name) ?? credentials.find((credential) => credential.name === name);
  if (!found) throw new MillraceError('NOT_FOUND', { thing: 'named credential', name });
  return found;
}

/** Its principal of this name, or its only one. Throws NOT_FOUND, and COMMAND_WRONG where a name is needed. */
export function findPrincipal({ name: shown, principals }: NamedCredential, name: string | undefined): Principal {
  const found = name === undefined ? undefined : principals.find((principal) => principal.name === name);
  if (found) return found;
  if (name !== undefined) throw new MillraceError('NOT_FOUND', { thing: 'principal', name });
  const [only] = principals;
  if (only && principals.length === 1) return only;
  const names = principals.map((principal) => `“${principal.name}”`).join(', ');
  throw new MillraceError('COMMAND_WRONG', { detail: `Give --principal: “${shown}” has ${names}.` });
}
