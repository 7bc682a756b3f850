import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from './context.ts';
import { collect, type Define, type Execute } from './define-command.ts';

type Named = (context: CommandContext, input: { name: string }) => Promise<number>;

/** `millrace connections …`. Commands load their code when they are run. */
export function addConnections(program: Command, define: Define, execute: Execute): void {
  const connections = program.command('connections').description('the connections of this computer').exitOverride();
  const one = (verb: string, description: string, load: () => Promise<Named>): void => {
    define(connections, `${verb} <connection>`, description).action(async (name: string, options: CommonOptions) => {
      const work = await load();
      await execute(`connections ${verb}`, options, (context) => work(context, { name }));
    });
  };

  define(connections, 'list', 'list them').action(async (options) => {
    const { listConnections } = await import('./commands/connections.ts');
    await execute('connections list', options, (context) => listConnections(context, {}));
  });
  one('show', 'print one, without its secrets', async () => (await import('./commands/connections.ts')).showConnection);
  define(connections, 'test [connection]', 'sign in and call the system the way a run does').action(
    async (name, options) => {
      const { testConnections } = await import('./commands/connection-tests.ts');
      await execute('connections test', options, (context) => testConnections(context, { name }));
    },
  );
  one('tests', 'list its last ten tests', async () => (await import('./commands/connection-tests.ts')).listTests);
  one('refresh', 'sign in anew so that it doesn’t lapse', async () => {
    return (await import('./commands/connection-tests.ts')).refreshConnection;
  });
  one('reconnect', 'approve its access anew, in a browser or by a code', async () => {
    return (await import('./commands/connection-approval.ts')).reconnectConnection;
  });
  define(connections, 'reminders', 'list those whose sign-in is about to lapse').action(async (options) => {
    const { listReminders } = await import('./commands/connection-tests.ts');
    await execute('connections reminders', options, (context) => listReminders(context, {}));
  });
  one('used-by', 'list the flows that use it', async () => (await import('./commands/connections.ts')).showUsers);
  one('permissions', 'compare what its user may do with what its flows need', async () => {
    return (await import('./commands/connections.ts')).showPermissions;
  });
  one('activate', 'let its flows use it again', async () => {
    return (await import('./commands/connection-edits.ts')).activateConnection;
  });
  one('deactivate', 'let its flows fail with a clear error', async () => {
    return (await import('./commands/connection-edits.ts')).deactivateConnection;
  });
  one('undo', 'take its last edit back', async () => (await import('./commands/connection-edits.ts')).undoEdit);
  one('remove', 'delete one that no flow uses', async () => {
    return (await import('./commands/connection-edits.ts')).removeConnection;
  });

  addDetails(define(connections, 'add <connection>', 'test and store a new one'))
    .option('--connector <id>', 'the system: salesforce, http')
    .option('--auth <scheme>', 'the authentication scheme')
    .option('--parameters <file>', 'SALESFORCE_… parameters instead; - for standard input')
    .action(async (name, options) => {
      const { addConnection } = await import('./commands/connection-edits.ts');
      await execute('connections add', options, (context) => addConnection(context, { name, ...options }));
    });
  addDetails(define(connections, 'edit <connection>', 'change one'))
    .option('--name <name>', 'another name')
    .action(async (name, { name: newName, ...options }) => {
      const { editConnection } = await import('./commands/connection-edits.ts');
      await execute('connections edit', options, (context) => editConnection(context, { name, newName, ...options }));
    });
}

function addDetails(command: Command): Command {
  return command
    .option('--description <text>', 'what it is for')
    .option('--set <field=value>', 'a field that isn’t secret', collect, [])
    .option('--secrets <file>', 'a JSON object field → secret; - for standard input; else asked for');
}
