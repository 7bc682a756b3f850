import type { NamedCredential } from '../../../shared/contract/index.ts';
import type { Command } from '../context.ts';
import { findCredential } from '../input/find-credential.ts';
import { formatTable } from '../output/table.ts';
import { printTest } from '../output/test-result.ts';

/** `millrace credentials list`. */
export const listCredentials: Command<Record<never, never>> = async ({ terminal, options, openHost }) => {
  const credentials = (await openHost()).services.credentials.list();
  if (options.json) terminal.out(`${JSON.stringify(credentials, null, 2)}\n`);
  else {
    const rows = credentials.map((credential) => [
      credential.name,
      credential.connector,
      entityOf(credential),
      credential.principals.map(({ name }) => name).join(', '),
      credential.principals.map(({ permitted, status }) => describeStatus(permitted, status)).join(', '),
      String(credential.usedBy.length),
    ]);
    terminal.out(formatTable(['Name', 'Destination', 'Entity', 'Principals', 'Status', 'Used by'], rows));
  }
  return 0;
};

/** `millrace credentials show NAME`: everything but its secrets, of which only the names are known. */
export const showCredential: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const credential = findCredential(await openHost(), name);
  if (options.json) terminal.out(`${JSON.stringify(credential, null, 2)}\n`);
  else {
    const facts: [string, string][] = [
      ['Name', credential.name],
      ['Entity type', entityOf(credential)],
      ['Destination', credential.connector],
      ['Version', String(credential.revision)],
      ['Used by', credential.usedBy.map((connection) => connection.name).join(', ') || '–'],
    ];
    for (const principal of credential.principals) {
      facts.push(
        ['Principal', principal.name],
        ['Authentication', principal.auth],
        ['Status', describeStatus(principal.permitted, principal.status)],
        ['Last tested', principal.lastTestedAt ?? 'never'],
        ...Object.entries(principal.fields).map(([key, value]): [string, string] => [key, String(value)]),
        ...principal.secretsStored.map((key): [string, string] => [key, 'stored']),
      );
    }
    terminal.out(formatTable(['Detail', 'Value'], facts));
  }
  return 0;
};

/** `millrace credentials test [NAME]`: one, or all. Exit code 1 when a principal’s test fails. */
export const testCredentials: Command<{ name?: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { credentials } = host.services;
  const chosen = name === undefined ? credentials.list() : [findCredential(host, name)];
  const results = await Promise.all(
    chosen.map(async ({ id, name: shown, principals }) =>
      (await credentials.test(id, terminal.signal)).map(({ principalId, result }) => {
        const principal = principals.find((candidate) => candidate.id === principalId)?.name ?? principalId;
        return { name: shown, principal, ...result };
      }),
    ),
  ).then((tested) => tested.flat());
  if (options.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  else for (const result of results) printTest(terminal, `${result.name} (${result.principal})`, result);
  return results.every(({ succeeded }) => succeeded) ? 0 : 1;
};

/** `millrace credentials used-by NAME`. */
export const showCredentialUsers: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { usedBy } = findCredential(host, name);
  if (options.json) terminal.out(`${JSON.stringify(usedBy, null, 2)}\n`);
  else {
    const rows = usedBy.map(({ connectionId, name: shown }) => [
      shown,
      host.services.connections.get(connectionId).status.replaceAll('_', ' '),
    ]);
    terminal.out(formatTable(['Name', 'Status'], rows));
  }
  return 0;
};

function entityOf({ entity, customEntity }: NamedCredential): string {
  return entity === 'custom' ? `custom: ${customEntity}` : entity;
}

function describeStatus(permitted: boolean, status: string): string {
  return permitted ? status.replaceAll('_', ' ') : 'not permitted';
}
