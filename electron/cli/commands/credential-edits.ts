import type { CredentialEntity } from '../../../shared/connector/credential-entities.ts';
import type { NamedCredential, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { Command, CommandContext } from '../context.ts';
import { readConnectionFields } from '../input/connection-fields.ts';
import { findCredential, findPrincipal } from '../input/find-credential.ts';
import { readSecrets } from '../input/secrets.ts';

type Details = {
  name: string;
  customEntity?: string;
  principal?: string;
  set: string[];
  secrets?: string;
};

type Changes = Details & {
  newName?: string;
  entity?: CredentialEntity;
  auth?: string;
  principalName?: string;
  permit?: true;
  refuse?: true;
  removePrincipal?: string;
};

/** `millrace credentials add NAME --entity ENTITY --connector ID --auth SCHEME …`: stores only what passes its test. */
export const addCredential: Command<Details & { entity: CredentialEntity; connector: string; auth: string }> = async (
  context,
  { name, entity, customEntity, connector, auth, principal, ...given },
) => {
  const host = await context.openHost();
  const signIn = await readSignIn(context, host, { connector, auth, ...given, missingOnly: false });
  const details = { name, entity, customEntity, connector, principal: { name: principal, auth, ...signIn } };
  const { credential, test } = await host.services.credentials.create(details, context.terminal.signal);
  return reportSaved(context, { credential, test, stops: [] });
};

/**
 * `millrace credentials edit NAME …`: the credential's own details, or those of a principal, which are tested first.
 * With --auth it adds the principal that --principal names.
 */
export const editCredential: Command<Changes> = async (context, changes) => {
  const host = await context.openHost();
  const { credentials } = host.services;
  const credential = findCredential(host, changes.name);
  const { id } = credential;
  // What can be refused without a test comes first, so that all is changed or nothing.
  refuseTakenName(host, credential, changes.newName);
  let saved: Parameters<typeof reportSaved>[1] = { credential, test: null, stops: [] };
  if (concernsPrincipal(changes)) {
    const principal = await readPrincipal(context, host, credential, changes);
    saved = await credentials.savePrincipal({ credentialId: id, ...principal }, context.terminal.signal);
  }
  if (changes.removePrincipal !== undefined) {
    const { id: principalId } = findPrincipal(saved.credential, changes.removePrincipal);
    saved = { ...saved, credential: await credentials.removePrincipal(id, principalId) };
  }
  const { newName: name, entity, customEntity } = changes;
  if (name !== undefined || entity !== undefined || customEntity !== undefined) {
    saved = { ...saved, credential: credentials.update(id, { name, entity, customEntity }) };
  }
  return reportSaved(context, saved);
};

/** `millrace credentials remove NAME`: refused while a connection uses it. */
export const removeCredential: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { id, name: shown } = findCredential(host, name);
  host.services.credentials.remove(id);
  terminal.out(
    options.json ? `${JSON.stringify({ removed: true, id, name: shown }, null, 2)}\n` : `Deleted “${shown}”.\n`,
  );
  return 0;
};

function concernsPrincipal({ auth, principalName, permit, refuse, set, secrets, principal }: Changes): boolean {
  return (
    [auth, principalName, permit, refuse, secrets].some((given) => given !== undefined) ||
    set.length > 0 ||
    principal !== undefined
  );
}

/** The principal to be added, or to be changed. */
async function readPrincipal(
  context: CommandContext,
  host: NodeHost,
  credential: NamedCredential,
  { principal: named, principalName, auth, permit, refuse, set, secrets }: Changes,
) {
  const permission = permit ? { permitted: true } : refuse ? { permitted: false } : {};
  const { connector } = credential;
  if (auth !== undefined && !credential.principals.some(({ name }) => name === named)) {
    const signIn = await readSignIn(context, host, { connector, auth, set, secrets, missingOnly: false });
    return { name: principalName ?? named, auth, ...signIn, ...permission };
  }
  const { id: principalId, auth: present } = findPrincipal(credential, named);
  const signIn = await readSignIn(context, host, { connector, auth: present, set, secrets, missingOnly: true });
  return { principalId, name: principalName, auth, ...signIn, ...permission };
}

type SignIn = { connector: string; auth: string; set: string[]; secrets?: string | undefined; missingOnly: boolean };

async function readSignIn(
  context: CommandContext,
  host: NodeHost,
  { connector, auth, set, secrets, missingOnly }: SignIn,
): Promise<{ fields: JsonObject; secrets: Record<string, string> }> {
  const fields = await readConnectionFields(context, host, { connector, auth }, set);
  return { fields, secrets: await readSecrets(context, host, { connector, auth, fields, secrets, missingOnly }) };
}

function refuseTakenName(host: NodeHost, { id }: NamedCredential, name: string | undefined): void {
  const other = host.services.credentials.list().find((credential) => credential.name === name);
  if (name !== undefined && other && other.id !== id) {
    throw new MillraceError('NAME_TAKEN', { thing: 'named credential', name });
  }
}

function reportSaved(
  { terminal, options }: CommandContext,
  saved: { credential: NamedCredential; test: TestResult | null; stops: NamedCredential['usedBy'] },
): number {
  const { credential, test, stops } = saved;
  for (const { name } of stops) terminal.err(`notice: the connection “${name}” can’t be used any more.\n`);
  if (options.json) terminal.out(`${JSON.stringify(saved, null, 2)}\n`);
  else {
    const tested = test ? ` Connection test succeeded. ${test.message}` : '';
    terminal.out(`Saved “${credential.name}”.${tested}\n`);
  }
  return 0;
}
