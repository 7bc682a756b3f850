import { resolve } from 'node:path';
import type { ConnectionSummary, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { Command, CommandContext } from '../context.ts';
import { readTextFile } from '../input/flow-file.ts';
import { splitAssignment } from '../input/parameters.ts';
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

/** `millrace connections test [NAME]`: one, or all. Exit code 1 when a test fails. */
export const testConnections: Command<{ name?: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const chosen = name === undefined ? host.services.connections.list() : [findConnection(host, name)];
  const results: (TestResult & { name: string })[] = [];
  for (const { id, name: connectionName } of chosen) {
    const result = await host.services.connections.test(id, terminal.signal);
    results.push({ name: connectionName, ...result });
    if (!options.json) printTest(terminal, connectionName, result);
  }
  if (options.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  return results.every(({ succeeded }) => succeeded) ? 0 : 1;
};

/** `millrace connections remove NAME`: refused while a flow uses it. */
export const removeConnection: Command<{ name: string }> = async ({ terminal, openHost }, { name }) => {
  const host = await openHost();
  const connection = findConnection(host, name);
  host.services.connections.remove(connection.id);
  terminal.out(`Deleted “${connection.name}”.\n`);
  return 0;
};

/** `millrace connections used-by NAME`. */
export const showUsers: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const { usedBy } = findConnection(await openHost(), name);
  if (options.json) terminal.out(`${JSON.stringify(usedBy, null, 2)}\n`);
  else terminal.out(usedBy.map((flow) => `${flow.name}\n`).join(''));
  return 0;
};

export type ConnectionInput = { name: string; connector?: string; auth?: string; set: string[]; secrets?: string };

/** `millrace connections add NAME --connector ID --auth SCHEME …`: tests first, stores only what works. */
export const addConnection: Command<ConnectionInput> = async (context, { name, connector, auth, set, secrets }) => {
  const host = await context.openHost();
  if (!connector || !auth) throw new MillraceError('COMMAND_WRONG', { detail: 'Give --connector and --auth.' });
  const asked = await readSecrets(context, host, { connector, auth, secrets, missingOnly: false });
  const fields = readFields(set);
  const saved = await host.services.connections.create(
    { name, connector, auth, fields, secrets: asked },
    context.terminal.signal,
  );
  return reportSaved(context, saved);
};

/** `millrace connections edit NAME …`: nothing is saved unless the test with the new details succeeds. */
export const editConnection: Command<ConnectionInput> = async (context, { name, set, secrets }) => {
  const host = await context.openHost();
  const { id, connector, auth } = findConnection(host, name);
  const asked = await readSecrets(context, host, { connector, auth, secrets, missingOnly: true });
  const changes = { fields: readFields(set), ...(Object.keys(asked).length > 0 ? { secrets: asked } : {}) };
  const saved = await host.services.connections.update(id, changes, context.terminal.signal);
  return reportSaved(context, saved);
};

function reportSaved(
  { terminal, options }: CommandContext,
  { connection, test }: { connection: ConnectionSummary; test: TestResult },
): number {
  if (options.json) terminal.out(`${JSON.stringify({ connection, test }, null, 2)}\n`);
  else terminal.out(`Saved “${connection.name}”. ${test.message}\n`);
  return 0;
}

function printTest(terminal: CommandContext['terminal'], name: string, result: TestResult): void {
  const line = `${name}: ${result.message}${result.fix ? ` ${result.fix}` : ''}\n`;
  if (result.succeeded) terminal.out(line);
  else terminal.err(line);
}

function readFields(assignments: readonly string[]): JsonObject {
  return Object.fromEntries(assignments.map((assignment) => splitAssignment('--set', assignment)));
}

type SecretsRequest = { connector: string; auth: string; secrets: string | undefined; missingOnly: boolean };

/** Secrets from a file, standard input, or the terminal; never from an argument, which other users could read. */
async function readSecrets(
  { terminal }: CommandContext,
  host: NodeHost,
  { connector, auth, secrets, missingOnly }: SecretsRequest,
): Promise<Record<string, string>> {
  if (secrets !== undefined) {
    const text =
      secrets === '-' ? await terminal.readInput() : await readTextFile(resolve(terminal.workingFolder, secrets));
    return readSecretObject(text);
  }
  if (missingOnly) return {};
  const { connectors } = await host.services.catalog();
  const scheme = connectors.find(({ id }) => id === connector)?.auth.find(({ id }) => id === auth);
  const answers: Record<string, string> = {};
  for (const field of scheme?.fields.filter((candidate) => candidate.secret) ?? []) {
    const answer = await terminal.askSecret(`${field.label}: `);
    if (answer) answers[field.key] = answer;
  }
  return answers;
}

function readSecretObject(text: string): Record<string, string> {
  const refuse = (): never => {
    throw new MillraceError('COMMAND_WRONG', {
      detail: '--secrets takes a JSON object of texts: { "password": "…" }.',
    });
  };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // The text may hold a secret, so neither it nor the parser's message is shown.
    return refuse();
  }
  if (!isJsonObject(value)) return refuse();
  const secrets: Record<string, string> = {};
  for (const [key, secret] of Object.entries(value)) secrets[key] = typeof secret === 'string' ? secret : refuse();
  return secrets;
}

function findConnection(host: NodeHost, name: string): ConnectionSummary {
  const connections = host.services.connections.list();
  const found = connections.find(({ id }) => id === name) ?? connections.find((connection) => connection.name === name);
  if (!found) throw new MillraceError('NOT_FOUND', { thing: 'connection', name });
  return found;
}
