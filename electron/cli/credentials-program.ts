import { type Command, Option } from 'commander';
import { CREDENTIAL_ENTITIES } from '../../shared/connector/credential-entities.ts';
import type { CommandContext, CommonOptions } from './context.ts';
import { collect, type Define, type Execute } from './define-command.ts';

type Named = (context: CommandContext, input: { name: string }) => Promise<number>;

/** `millrace credentials …`: the named credentials. Commands load their code when they are run. */
export function addCredentials(program: Command, define: Define, execute: Execute): void {
  const credentials = program
    .command('credentials')
    .description('sign-in details that connections share')
    .exitOverride();
  const one = (verb: string, description: string, load: () => Promise<Named>): void => {
    define(credentials, `${verb} <credential>`, description).action(async (name: string, options: CommonOptions) => {
      const work = await load();
      await execute(`credentials ${verb}`, options, (context) => work(context, { name }));
    });
  };

  define(credentials, 'list', 'list them').action(async (options) => {
    const { listCredentials } = await import('./commands/credentials.ts');
    await execute('credentials list', options, (context) => listCredentials(context, {}));
  });
  one('show', 'print one, without its secrets', async () => (await import('./commands/credentials.ts')).showCredential);
  define(credentials, 'test [credential]', 'sign in with each of its principals').action(async (name, options) => {
    const { testCredentials } = await import('./commands/credentials.ts');
    await execute('credentials test', options, (context) => testCredentials(context, { name }));
  });
  one('used-by', 'list the connections that use it', async () => {
    return (await import('./commands/credentials.ts')).showCredentialUsers;
  });
  one('remove', 'delete one that no connection uses', async () => {
    return (await import('./commands/credential-edits.ts')).removeCredential;
  });

  addDetails(define(credentials, 'add <credential>', 'test and store a new one'))
    .addOption(entityOption().makeOptionMandatory())
    .requiredOption('--connector <id>', 'the destination: salesforce')
    .requiredOption('--auth <scheme>', 'the authentication scheme of its principal')
    .action(async (name, options) => {
      const { addCredential } = await import('./commands/credential-edits.ts');
      await execute('credentials add', options, (context) => addCredential(context, { name, ...options }));
    });
  addDetails(define(credentials, 'edit <credential>', 'change one, or one of its principals'))
    .option('--name <name>', 'another name')
    .addOption(entityOption())
    .option('--auth <scheme>', 'adds the principal that --principal names, signing in this way')
    .option('--principal-name <name>', 'another name of the principal')
    .addOption(new Option('--permit', 'let connections use the principal again').conflicts('refuse'))
    .option('--refuse', 'let nobody on this computer use the principal')
    .option('--remove-principal <name>', 'remove a principal that isn’t the only one')
    .action(async (name, { name: newName, ...options }) => {
      const { editCredential } = await import('./commands/credential-edits.ts');
      await execute('credentials edit', options, (context) => editCredential(context, { name, newName, ...options }));
    });
}

function entityOption(): Option {
  return new Option('--entity <entity>', 'what is sent with it').choices(CREDENTIAL_ENTITIES);
}

function addDetails(command: Command): Command {
  return command
    .option('--custom-entity <name>', 'what --entity custom stands for')
    .option('--principal <name>', 'the principal (its only one by default)')
    .option('--set <field=value>', 'a field that isn’t secret', collect, [])
    .option('--secrets <file>', 'a JSON object field → secret; - for standard input; else asked for');
}
