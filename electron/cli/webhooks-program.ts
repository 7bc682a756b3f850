import { type Command, InvalidArgumentError } from 'commander';
import { WEBHOOK_PORTS } from '../../shared/webhook/ports.ts';
import type { Define, Execute } from './define-command.ts';

/** `millrace webhooks …`. */
export function addWebhooks(program: Command, define: Define, execute: Execute): void {
  const webhooks = program
    .command('webhooks')
    .description('addresses on this computer that start flows')
    .exitOverride();
  define(webhooks, 'list [flow]', 'list them, with the addresses of active flows').action(async (name, options) => {
    const { listWebhooks } = await import('./commands/webhooks.ts');
    await execute('webhooks list', options, (context) => listWebhooks(context, { name }));
  });
  define(webhooks, 'secret <flow>', 'make a new secret that signs calls, and print it this once')
    .option('--step <id>', 'the webhook (its only one by default)')
    .option('--enter', 'store the secret of the caller instead: asked for, or from standard input')
    .action(async (name, options) => {
      const { setWebhookSecret } = await import('./commands/webhooks.ts');
      await execute('webhooks secret', options, (context) => setWebhookSecret(context, { name, ...options }));
    });
  define(webhooks, 'port', 'say on which port they are called, or move all addresses to another one')
    .argument('[number]', 'the other port', readPort)
    .action(async (port, options) => {
      const { showWebhookPort } = await import('./commands/webhooks.ts');
      await execute('webhooks port', options, (context) => showWebhookPort(context, { port }));
    });
}

function readPort(text: string): number {
  const { least, most } = WEBHOOK_PORTS;
  const port = Number(text);
  if (!Number.isInteger(port) || port < least || port > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return port;
}
