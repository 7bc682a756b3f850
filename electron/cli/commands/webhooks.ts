import type { WebhookSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { Command, CommandContext } from '../context.ts';
import { findFlow } from '../input/find-flow.ts';
import { formatTable } from '../output/table.ts';

/** `millrace webhooks list [FLOW]`: where each is called once its flow is active, and who is let in. */
export const listWebhooks: Command<{ name?: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const flowId = name === undefined ? undefined : findFlow(host, name).id;
  const found = host.services.webhooks.list().filter((hook) => flowId === undefined || hook.flowId === flowId);
  if (options.json) terminal.out(`${JSON.stringify(found, null, 2)}\n`);
  else if (found.length === 0) terminal.out('There are no webhooks.\n');
  else {
    const rows = found.map((hook) => [hook.flowName, hook.name, accessOf(hook), hook.address ?? whyWithout(hook)]);
    terminal.out(formatTable(['Flow', 'Step', 'Calls', 'Address'], rows));
  }
  return 0;
};

/**
 * `millrace webhooks secret FLOW`: makes a new secret and prints it alone on standard output, this once; with `enter`,
 * stores the caller’s. Neither ever stands on the command line, which other users could read.
 */
export const setWebhookSecret: Command<{ name: string; step?: string; enter?: boolean }> = async (
  context,
  { name, step: stepId, enter },
) => {
  const { terminal, options, openHost } = context;
  const host = await openHost();
  const { flowId, step, signed } = findWebhook(host, name, stepId);
  const entered = enter ? await readSecret(context) : undefined;
  const made = await host.services.webhooks.setSecret(flowId, step, entered);
  if (options.json) terminal.out(`${JSON.stringify({ flowId, step, secret: made })}\n`);
  else if (made !== null) terminal.out(`${made}\n`);
  terminal.err(made === null ? 'The secret is stored.\n' : 'This secret is shown only now. Give it to the caller.\n');
  if (!signed) terminal.err('Unsigned calls are let in too until “Only signed calls” is on in the step’s settings.\n');
  return 0;
};

/** `millrace webhooks port [NUMBER]`. */
export const showWebhookPort: Command<{ port?: number }> = async ({ terminal, options, openHost }, { port }) => {
  const { webhooks } = (await openHost()).services;
  if (port !== undefined) await webhooks.changePort(port);
  const { port: kept } = webhooks.port();
  if (options.json) terminal.out(`${JSON.stringify({ port: kept })}\n`);
  else if (kept === null) terminal.out('No port is chosen yet: the first active webhook takes a free one.\n');
  else terminal.out(`Webhooks are called on port ${kept}.\n`);
  return 0;
};

function findWebhook(host: NodeHost, name: string, stepId: string | undefined): WebhookSummary {
  const { id, name: shown } = findFlow(host, name);
  const ofFlow = host.services.webhooks.list().filter(({ flowId }) => flowId === id);
  const fitting = ofFlow.filter(({ step }) => stepId === undefined || step === stepId);
  const [hook, another] = fitting;
  if (!hook) throw new MillraceError('NOT_FOUND', { thing: 'webhook', name: stepId ?? shown });
  if (another) {
    const ids = ofFlow.map(({ step }) => step).join(', ');
    throw new MillraceError('COMMAND_WRONG', { detail: `the flow has several webhooks; name one with --step: ${ids}` });
  }
  return hook;
}

async function readSecret({ terminal }: CommandContext): Promise<string> {
  const given = terminal.asks ? await terminal.askSecret('Secret of the caller: ') : await terminal.readInput();
  const secret = given?.replace(/\r?\n$/, '') ?? '';
  if (secret.length < 16) {
    throw new MillraceError('COMMAND_WRONG', { detail: 'a secret has at least 16 characters' });
  }
  return secret;
}

function accessOf({ signed, hasSecret }: WebhookSummary): string {
  if (!signed) return 'all let in';
  return hasSecret ? 'only signed' : 'none: no secret yet';
}

function whyWithout({ active }: WebhookSummary): string {
  return active ? 'once Millrace has been open' : 'once the flow is active';
}
