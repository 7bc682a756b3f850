import { resolve } from 'node:path';
import type { ConnectionSummary, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Command, CommandContext } from '../context.ts';
import { describeBudget, takeBudget } from '../input/call-budget.ts';
import { readConnectionFields } from '../input/connection-fields.ts';
import { findConnection } from '../input/find-connection.ts';
import { readTextFile } from '../input/flow-file.ts';
import { readSecrets } from '../input/secrets.ts';
import { needsApproval, waitForApproval } from './connection-approval.ts';

type Details = { name: string; description?: string; set: string[]; secrets?: string };

/**
 * `millrace connections add NAME --connector ID --auth SCHEME …`: tests first, stores only what works. Where a person
 * has to approve it, says how and waits. `--parameters` reads SALESFORCE_… parameters instead, which `--set` and
 * `--secrets` win over.
 */
export const addConnection: Command<Details & { connector?: string; auth?: string; parameters?: string }> = async (
  context,
  { name, description, connector, auth, set, secrets, parameters },
) => {
  const host = await context.openHost();
  const { terminal } = context;
  const pasted =
    parameters === undefined
      ? undefined
      : host.services.connections.readParameters(
          parameters === '-'
            ? await terminal.readInput()
            : await readTextFile(resolve(terminal.workingFolder, parameters)),
        );
  const chosen = { connector: connector ?? pasted?.connector, auth: auth ?? pasted?.auth };
  if (!chosen.connector || !chosen.auth) {
    throw new MillraceError('COMMAND_WRONG', { detail: 'Give --connector and --auth, or --parameters.' });
  }
  for (const { name: parameter, message } of pasted?.problems ?? []) terminal.err(`notice: ${parameter}: ${message}\n`);
  for (const parameter of pasted?.unknown ?? []) terminal.err(`notice: ${parameter} means nothing here.\n`);
  const { connector: system, auth: scheme } = { connector: chosen.connector, auth: chosen.auth };
  const fields = await readConnectionFields(context, host, { connector: system, auth: scheme }, set);
  const asked = await readSecrets(context, host, {
    connector: system,
    auth: scheme,
    fields,
    secrets,
    missingOnly: Boolean(pasted),
  });
  const details = {
    name,
    description,
    connector: system,
    auth: scheme,
    fields: { ...pasted?.fields, ...fields },
    secrets: { ...pasted?.secrets, ...asked },
  };
  // A script that brings a sign-in of its own needs nobody.
  const isOpen = details.secrets.refreshToken === undefined && (await needsApproval(host, system, scheme));
  const approved = isOpen ? { authorizationId: await waitForApproval(context, host, details) } : {};
  return reportSaved(context, await host.services.connections.create({ ...details, ...approved }, terminal.signal));
};

/** `millrace connections edit NAME …`: nothing is saved unless the test with the new details succeeds. */
export const editConnection: Command<Details & { newName?: string }> = async (
  context,
  { name, newName, description, set, secrets },
) => {
  const host = await context.openHost();
  const { id, connector, auth } = findConnection(host, name);
  const { dailyCalls, rest } = takeBudget(set);
  if (dailyCalls !== undefined) {
    const budget = host.services.budgets.set(id, dailyCalls);
    if (!context.options.json) context.terminal.out(`${describeBudget(budget)}\n`);
    // A budget is no detail of the connection: alone, it needs no test.
    const alone = rest.length === 0 && [newName, description, secrets].every((other) => other === undefined);
    if (alone) {
      if (context.options.json) context.terminal.out(`${JSON.stringify(budget, null, 2)}\n`);
      return 0;
    }
  }
  const asked = await readSecrets(context, host, { connector, auth, fields: {}, secrets, missingOnly: true });
  const changes = {
    name: newName,
    description,
    fields: await readConnectionFields(context, host, { connector, auth }, rest),
    ...(Object.keys(asked).length > 0 ? { secrets: asked } : {}),
  };
  return reportSaved(context, await host.services.connections.update(id, changes, context.terminal.signal));
};

/** `millrace connections undo NAME`. */
export const undoEdit: Command<{ name: string }> = async (context, { name }) => {
  const host = await context.openHost();
  const { id } = findConnection(host, name);
  return reportSaved(context, await host.services.connections.undoEdit(id, context.terminal.signal));
};

/** `millrace connections activate NAME`. */
export const activateConnection: Command<{ name: string }> = (context, { name }) => setActive(context, name, true);

/** `millrace connections deactivate NAME`. */
export const deactivateConnection: Command<{ name: string }> = (context, { name }) => setActive(context, name, false);

/** `millrace connections remove NAME`: refused while a flow uses it. */
export const removeConnection: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { id, name: shown } = findConnection(host, name);
  host.services.connections.remove(id);
  terminal.out(
    options.json ? `${JSON.stringify({ removed: true, id, name: shown }, null, 2)}\n` : `Deleted “${shown}”.\n`,
  );
  return 0;
};

async function setActive(
  { terminal, options, openHost }: CommandContext,
  name: string,
  active: boolean,
): Promise<number> {
  const host = await openHost();
  const connection = host.services.connections.setActive(findConnection(host, name).id, active);
  if (options.json) terminal.out(`${JSON.stringify(connection, null, 2)}\n`);
  else terminal.out(`“${connection.name}” is ${active ? 'active' : 'inactive'}.\n`);
  return 0;
}

function reportSaved(
  { terminal, options }: CommandContext,
  { connection, test }: { connection: ConnectionSummary; test: TestResult },
): number {
  if (options.json) terminal.out(`${JSON.stringify({ connection, test }, null, 2)}\n`);
  else if (!test.succeeded) {
    const reason = [test.message, test.fix].filter(Boolean).join(' ');
    terminal.err(`Saved “${connection.name}”, but it is inactive. Connection test failed. ${reason}\n`);
  } else terminal.out(`Saved “${connection.name}”. Connection test succeeded. ${test.message}\n`);
  return test.succeeded ? 0 : 1;
}
