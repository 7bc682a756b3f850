import type { Command } from '../context.ts';
import { describeBudget } from '../input/call-budget.ts';
import { findConnection } from '../input/find-connection.ts';
import { formatTable } from '../output/table.ts';

/** `millrace connections list`. */
export const listConnections: Command<Record<never, never>> = async ({ terminal, options, openHost }) => {
  const connections = (await openHost()).services.connections.list();
  if (options.json) terminal.out(`${JSON.stringify(connections, null, 2)}\n`);
  else {
    const rows = connections.map((connection) => [
      connection.name,
      connection.connector,
      connection.environment || '–',
      connection.auth,
      connection.status.replaceAll('_', ' '),
      connection.lastTestedAt ?? 'never',
      String(connection.usedBy.length),
    ]);
    const titles = ['Name', 'System', 'Environment', 'Authentication', 'Status', 'Last tested', 'Used by'];
    terminal.out(formatTable(titles, rows));
  }
  return 0;
};

/** `millrace connections show NAME`: everything but its secrets, of which only the names are known. */
export const showConnection: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const connection = findConnection(host, name);
  if (options.json) terminal.out(`${JSON.stringify(connection, null, 2)}\n`);
  else {
    const { secretsStored, usedBy } = connection;
    const named = host.services.credentials.list().find(({ id }) => id === connection.fields.credential);
    const fields = named ? { ...connection.fields, credential: named.name } : connection.fields;
    const facts: [string, string][] = [
      ['Name', connection.name],
      ['Description', connection.description || '–'],
      ['System', connection.connector],
      ['Authentication', connection.auth],
      ['Status', connection.status.replaceAll('_', ' ')],
      ['Version', String(connection.revision)],
      ['Last tested', connection.lastTestedAt ?? 'never'],
      ...Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
      ...secretsStored.map((key): [string, string] => [key, 'stored']),
      ['Calls a day', describeBudget(host.services.budgets.get(connection.id))],
      ['Used by', usedBy.map((flow) => flow.name).join(', ') || '–'],
    ];
    terminal.out(formatTable(['Detail', 'Value'], facts));
  }
  return 0;
};

/** `millrace connections used-by NAME`. */
export const showUsers: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const users = host.services.connections.usedBy(findConnection(host, name).id);
  if (options.json) terminal.out(`${JSON.stringify(users, null, 2)}\n`);
  else {
    const rows = users.map((user) => [
      user.name,
      String(user.version),
      user.status,
      user.owner,
      user.lastTestedAt ?? 'never',
      user.progress.replaceAll('_', ' '),
    ]);
    terminal.out(formatTable(['Name', 'Version', 'Status', 'Owner', 'Last tested', 'Progress'], rows));
  }
  return 0;
};

/** `millrace connections permissions NAME`. Exit code 1 when something is missing. */
export const showPermissions: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { id } = findConnection(host, name);
  const checked = await host.services.connections.permissions(id, terminal.signal);
  const isComplete = checked.objects.every(({ missing }) => missing.length === 0);
  if (options.json) terminal.out(`${JSON.stringify(checked, null, 2)}\n`);
  else {
    const rows = checked.objects.map(({ object, needs, missing, flows }) => [
      object,
      needs.join(', '),
      missing.join('; ') || '–',
      flows.map((flow) => flow.name).join(', '),
    ]);
    terminal.out(formatTable(['Object', 'Needs', 'Missing', 'Flows'], rows));
  }
  return isComplete ? 0 : 1;
};
