import { Command, InvalidArgumentError, Option } from 'commander';
import type { Retention } from '../../shared/flow/document.ts';
import type { CommandContext, CommonOptions } from './context.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** Runs a command's work with its context; `name` is what others see as the owner of the data folder. */
type Execute = (
  name: string,
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
) => Promise<void>;

const RETENTIONS: Retention[] = ['full', 'sampled', 'errors', 'none'];

/** The command line of flow-format.md. Commands load their code when they are run, so that `--help` is quick. */
export function createProgram(terminal: Terminal, execute: Execute): Command {
  const program = new Command('millrace')
    .description('Connect systems, draw flows, run them on your own computer. Without a command, Millrace opens.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .configureOutput({ writeOut: terminal.out, writeErr: () => undefined })
    .exitOverride();

  /** A command with the options that all take. */
  const define = (parent: Command, nameAndArguments: string, description: string): Command =>
    parent
      .command(nameAndArguments)
      .description(description)
      .option('--data <folder>', 'the data folder (else $MILLRACE_DATA, else the platform’s)')
      .option('--json', 'print one JSON document')
      .option('--passphrase-file <file>', 'a file with the passphrase that protects stored secrets')
      .option('--debug', 'print stack traces and the host’s log')
      .exitOverride();

  define(program, 'run <flow>', 'run a flow from a file')
    .option('--input <file>', 'records for the trigger: JSON, JSON lines or CSV; - for standard input')
    .option('--param <name=value>', 'set a parameter of the flow', collect, [])
    .option('--bind <slot=connection>', 'fill a connection slot for this run', collect, [])
    .addOption(new Option('--retention <kind>', 'how much of the run’s data is kept').choices(RETENTIONS))
    .option('--no-durable', 'run without the journal')
    .action(async (file, options) => {
      const { run } = await import('./commands/run.ts');
      await execute('run', options, (context) => run(context, { file, ...options }));
    });

  define(program, 'validate <flows...>', 'list the problems of flow files').action(async (files, options) => {
    const { validate } = await import('./commands/validate.ts');
    await execute('validate', options, (context) => validate(context, { files }));
  });

  define(program, 'serve', 'open Millrace in the browser')
    .option('--port <number>', 'the port on 127.0.0.1 (a free one by default)', readPort, 0)
    .option('--no-open', 'only print the URL')
    .action(async (options) => {
      const { serve } = await import('./commands/serve.ts');
      await execute('serve', options, (context) => serve(context, options));
    });

  addPractice(program, define, execute);
  addFlows(program, define, execute);
  addConnections(program, define, execute);

  const vault = program.command('vault').description('how stored secrets are protected').exitOverride();
  define(vault, 'init', 'choose how the key of stored secrets is kept')
    .option('--unprotected', 'keep it in a plain file of the data folder', false)
    .action(async (options) => {
      const { initVault } = await import('./commands/vault.ts');
      await execute('vault init', options, (context) => initVault(context, options));
    });
  return program;
}

type Define = (parent: Command, nameAndArguments: string, description: string) => Command;

function addPractice(program: Command, define: Define, execute: Execute): void {
  const practice = program.command('practice').description('the practice org: a Salesforce in the box').exitOverride();
  define(practice, 'start', 'serve a practice org until it is ended')
    .option('--port <number>', 'the port of its login host', readPort)
    .option('--seed <number>', 'which sample records', readWholeNumber)
    .option('--keep <file>', 'keep the org in a file, which it goes on with the next time')
    .option('--tls', 'serve both hosts over TLS as well')
    .action(async (options) => {
      const { startPractice } = await import('./commands/practice.ts');
      await execute('practice start', options, (context) => startPractice(context, options));
    });
  define(practice, 'reset', 'put its sample records back')
    .option('--seed <number>', 'which sample records', readWholeNumber)
    .action(async (options) => {
      const { resetPractice } = await import('./commands/practice.ts');
      await execute('practice reset', options, (context) => resetPractice(context, options));
    });
  define(practice, 'status', 'say whether one is being served').action(async (options) => {
    const { showPracticeStatus } = await import('./commands/practice.ts');
    await execute('practice status', options, (context) => showPracticeStatus(context, {}));
  });
}

function addFlows(program: Command, define: Define, execute: Execute): void {
  const flows = program.command('flows').description('the flows of this computer').exitOverride();
  define(flows, 'list', 'list them').action(async (options) => {
    const { listFlows } = await import('./commands/flows.ts');
    await execute('flows list', options, (context) => listFlows(context, {}));
  });
  define(flows, 'show <flow>', 'print one').action(async (name, options) => {
    const { showFlow } = await import('./commands/flows.ts');
    await execute('flows show', options, (context) => showFlow(context, { name }));
  });
  define(flows, 'export <flow>', 'write one as a file')
    .option('--output <file>', 'the file (standard output by default)')
    .action(async (name, options) => {
      const { exportFlow } = await import('./commands/flows.ts');
      await execute('flows export', options, (context) => exportFlow(context, { name, ...options }));
    });
  define(flows, 'import <files...>', 'store flows from files').action(async (files, options) => {
    const { importFlows } = await import('./commands/flows.ts');
    await execute('flows import', options, (context) => importFlows(context, { files }));
  });
}

function addConnections(program: Command, define: Define, execute: Execute): void {
  const connections = program.command('connections').description('the connections of this computer').exitOverride();
  define(connections, 'list', 'list them').action(async (options) => {
    const { listConnections } = await import('./commands/connections.ts');
    await execute('connections list', options, (context) => listConnections(context, {}));
  });
  define(connections, 'test [connection]', 'sign in and call the system the way a run does').action(
    async (name, options) => {
      const { testConnections } = await import('./commands/connections.ts');
      await execute('connections test', options, (context) => testConnections(context, { name }));
    },
  );
  define(connections, 'remove <connection>', 'delete one that no flow uses').action(async (name, options) => {
    const { removeConnection } = await import('./commands/connections.ts');
    await execute('connections remove', options, (context) => removeConnection(context, { name }));
  });
  define(connections, 'used-by <connection>', 'list the flows that use it').action(async (name, options) => {
    const { showUsers } = await import('./commands/connections.ts');
    await execute('connections used-by', options, (context) => showUsers(context, { name }));
  });
  for (const [verb, description] of [
    ['add', 'test and store a new one'],
    ['edit', 'change one'],
  ] as const) {
    define(connections, `${verb} <connection>`, description)
      .option('--connector <id>', 'the system: salesforce, http')
      .option('--auth <scheme>', 'the authentication scheme')
      .option('--set <field=value>', 'a field that isn’t secret', collect, [])
      .option('--secrets <file>', 'a JSON object field → secret; - for standard input; else asked for')
      .action(async (name, options) => {
        const { addConnection, editConnection } = await import('./commands/connections.ts');
        const work = verb === 'add' ? addConnection : editConnection;
        await execute(`connections ${verb}`, options, (context) => work(context, { name, ...options }));
      });
  }
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function readPort(text: string): number {
  const port = readWholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

function readWholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}
