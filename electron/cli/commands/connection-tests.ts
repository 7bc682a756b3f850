import type { Command } from '../context.ts';
import { findConnection } from '../input/find-connection.ts';
import { formatTable } from '../output/table.ts';
import { printTest } from '../output/test-result.ts';

/** `millrace connections test [NAME]`: one, or all at once. Exit code 1 when a test fails. */
export const testConnections: Command<{ name?: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const chosen = name === undefined ? host.services.connections.list() : [findConnection(host, name)];
  const ids = chosen.map(({ id }) => id);
  const found = new Map(
    (await host.services.connections.testAll(ids, terminal.signal)).map(({ id, result }) => [id, result]),
  );
  const results = chosen.flatMap(({ id, name: shown }) => {
    const result = found.get(id);
    return result ? [{ name: shown, ...result }] : [];
  });
  if (options.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  else for (const result of results) printTest(terminal, result.name, result);
  return results.every(({ succeeded }) => succeeded) ? 0 : 1;
};

/** `millrace connections tests NAME`: the results that are kept, newest first. */
export const listTests: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const results = host.services.connections.tests(findConnection(host, name).id);
  if (options.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  else {
    const rows = results.map(({ testedAt, succeeded, message, fix }) => [
      testedAt,
      succeeded ? 'succeeded' : 'failed',
      [message, fix].filter(Boolean).join(' '),
    ]);
    terminal.out(formatTable(['Tested', 'Result', 'What it found'], rows));
  }
  return 0;
};

/** `millrace connections refresh NAME`. Exit code 1 when the sign-in is refused. */
export const refreshConnection: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { id, name: shown } = findConnection(host, name);
  const result = await host.services.connections.refresh(id, terminal.signal);
  if (options.json) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else printTest(terminal, shown, result);
  return result.succeeded ? 0 : 1;
};

/** `millrace connections reminders`. */
export const listReminders: Command<Record<never, never>> = async ({ terminal, options, openHost }) => {
  const reminders = (await openHost()).services.connections.reminders();
  if (options.json) terminal.out(`${JSON.stringify(reminders, null, 2)}\n`);
  else {
    for (const { name, unusedDays } of reminders) {
      terminal.out(`${name}: unused for ${unusedDays} days. Run \`millrace connections refresh "${name}"\`.\n`);
    }
  }
  return 0;
};
