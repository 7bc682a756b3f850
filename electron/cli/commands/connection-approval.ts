import type { AuthorizationEvent } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { Command, CommandContext } from '../context.ts';
import { findConnection } from '../input/find-connection.ts';

type AuthorizationRequest = Parameters<NodeHost['services']['connections']['authorize']>[0];

/**
 * `millrace connections reconnect NAME`: a new sign-in for one that a person approves; nothing changes unless its test
 * succeeds.
 */
export const reconnectConnection: Command<{ name: string }> = async (context, { name }) => {
  const host = await context.openHost();
  const { id, name: shown } = findConnection(host, name);
  const { terminal, options } = context;
  const authorizationId = await waitForApproval(context, host, { id });
  const { connection, test } = await host.services.connections.update(id, { authorizationId }, terminal.signal);
  if (options.json) terminal.out(`${JSON.stringify({ connection, test }, null, 2)}\n`);
  else terminal.out(`Reconnected “${shown}”. Connection test succeeded. ${test.message}\n`);
  return 0;
};

/** True for a way to sign in that a person approves at the service. */
export async function needsApproval(host: NodeHost, connector: string, auth: string): Promise<boolean> {
  const { connectors } = await host.services.catalog();
  const scheme = connectors.find(({ id }) => id === connector)?.auth.find(({ id }) => id === auth);
  return scheme?.authorizes === true;
}

/**
 * Says on standard error where a person approves access, or which code to enter, and waits for it. Throws what the
 * authorization ends with; RUN_CANCELLED when the command is interrupted.
 */
export async function waitForApproval(
  { terminal }: Pick<CommandContext, 'terminal'>,
  host: NodeHost,
  request: AuthorizationRequest,
): Promise<string> {
  for await (const event of host.services.connections.authorize(request, terminal.signal)) {
    if (event.state === 'approved') {
      terminal.err(`Approved by ${event.user}.\n`);
      return event.authorizationId;
    }
    terminal.err(describeWait(event));
  }
  throw new MillraceError(
    'RUN_CANCELLED',
    {},
    { message: 'The authorization was stopped.', fix: 'Run the command again when you are ready.' },
  );
}

function describeWait(event: Exclude<AuthorizationEvent, { state: 'approved' }>): string {
  const until = `Waiting until ${event.expiresAt}; Ctrl+C ends it.\n`;
  if (event.state === 'enterCode') {
    return `Enter this code at ${event.verificationUrl}, on any device:\n\n    ${event.userCode}\n\n${until}`;
  }
  return `Open this address in a browser on this computer and approve the access:\n\n${event.url}\n\n${until}`;
}
