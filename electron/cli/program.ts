import { Command, InvalidArgumentError, Option } from 'commander';
import type { Retention } from '../../shared/flow/document.ts';
import { type Role, roles } from '../../shared/security/roles.ts';
import { addConnections } from './connections-program.ts';
import { addCredentials } from './credentials-program.ts';
import { collect, type Define, type Execute } from './define-command.ts';
import { addFlows } from './flows-program.ts';
import type { Terminal } from './terminal.ts';
import { addVault } from './vault-program.ts';
import { readVersion } from './version.ts';
import { addWebhooks } from './webhooks-program.ts';

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
  const define: Define = (parent, nameAndArguments, description) =>
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
    .option('--until <step>', 'run up to this step')
    .option('--only <step>', 'run this step alone, on the records that reached it in an earlier run')
    .option('--from <step>', 'run this step and those behind it, on the records of an earlier run')
    .option('--data-from <run>', 'the run whose records --only and --from use (else the newest that has them)')
    .option('--first <number>', 'stop each step that brings records in after so many', readCount)
    .option('--forecast', 'don’t run: tell the records, calls and time that it would take')
    .option('--dry-run', 'read, but write nothing: list what would be written')
    .action(async (file, options) => {
      const { run } = await import('./commands/run.ts');
      await execute('run', options, (context) => run(context, { file, ...options }));
    });

  define(program, 'resume <run>', 'let a run go on that was cut off, stopped or failed; nothing is done twice').action(
    async (name, options) => {
      const { resume } = await import('./commands/resume.ts');
      await execute('resume', options, (context) => resume(context, { name }));
    },
  );

  define(program, 'apply <run>', 'write exactly what a dry run has listed, unless something moved since').action(
    async (name, options) => {
      const { apply } = await import('./commands/apply.ts');
      await execute('apply', options, (context) => apply(context, { name }));
    },
  );

  define(program, 'rerun <run>', 'try a run again, as a new run, from where it failed; nothing is done twice')
    .option('--current', 'with the flow as it is now instead of as it was then')
    .option(
      '--from <step>',
      'from this step on, on the records that reached it; start: all of it, with its trigger data',
    )
    .option('--failures-only', 'only with the records that failed (at the step of --from, where several did)')
    .action(async (name, options) => {
      const { rerun } = await import('./commands/rerun.ts');
      await execute('rerun', options, (context) => rerun(context, { name, ...options }));
    });

  define(program, 'runs', 'list the runs of this computer, newest first')
    .option('--flow <flow>', 'only those of one flow, by its name or id')
    .action(async (options) => {
      const { listRuns } = await import('./commands/runs.ts');
      await execute('runs', options, (context) => listRuns(context, options));
    });

  define(program, 'forget <run>', 'remove all that is known of a run').action(async (name, options) => {
    const { forgetRun } = await import('./commands/runs.ts');
    await execute('forget', options, (context) => forgetRun(context, { name }));
  });

  define(program, 'show <run>', 'tell how a run went')
    .option('--step <id>', 'the records that left one of its steps')
    .option('--failed', 'with --step: those that failed at it, with their numbers')
    .action(async (name, options) => {
      const { showRun } = await import('./commands/runs.ts');
      await execute('show', options, (context) => showRun(context, { name, ...options }));
    });

  define(program, 'follow <run> <step> <record>', 'tell where a record came from and what came of it, by its number')
    .option('--port <port>', 'the output that it left the step by (else the first that leads on)')
    .option('--received', 'count the records that the step received, those that failed among them')
    .action(async (run, step, record, options) => {
      const { followRecord } = await import('./commands/follow.ts');
      const input = { run, step, record: readRecordNumber(record), ...options };
      await execute('follow', options, (context) => followRecord(context, input));
    });

  define(program, 'validate <flows...>', 'list the problems of flow files').action(async (files, options) => {
    const { validate } = await import('./commands/validate.ts');
    await execute('validate', options, (context) => validate(context, { files }));
  });

  define(program, 'serve', 'open Millrace in the browser')
    .option('--port <number>', 'the port on 127.0.0.1 (a free one by default)', readPort, 0)
    .option('--no-open', 'only print the URL')
    .addOption(
      new Option('--role <role>', 'what pages opened with it may do').choices(roles).default('designer' satisfies Role),
    )
    .action(async (options) => {
      const { serve } = await import('./commands/serve.ts');
      await execute('serve', options, (context) => serve(context, options));
    });

  define(program, 'safe-mode', 'say whether Millrace starts nothing by itself, after it ended unexpectedly too often')
    .option('--leave', 'from the next start on, start everything again')
    .action(async (options) => {
      const { safeMode } = await import('./commands/safe-mode.ts');
      await execute('safe-mode', options, (context) => safeMode(context, options));
    });

  addPractice(program, define, execute);
  addFlows(program, define, execute);
  addTemplates(program, define, execute);
  addConnections(program, define, execute);
  addCredentials(program, define, execute);

  addVault(program, define, execute);
  addWebhooks(program, define, execute);
  return program;
}

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

function addTemplates(program: Command, define: Define, execute: Execute): void {
  const templates = program.command('templates').description('flows to start from').exitOverride();
  define(templates, 'list', 'list them').action(async (options) => {
    const { listTemplates } = await import('./commands/templates.ts');
    await execute('templates list', options, (context) => listTemplates(context, {}));
  });
  define(templates, 'use <template>', 'make a flow of one, named by its id or its name')
    .option('--practice', 'fill its connection slots with the practice org')
    .action(async (template, options) => {
      const { useTemplate } = await import('./commands/templates.ts');
      await execute('templates use', options, (context) => useTemplate(context, { template, ...options }));
    });
}

function readPort(text: string): number {
  const port = readWholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

function readCount(text: string): number {
  const count = readWholeNumber(text);
  if (count < 1 || count > 1_000_000) throw new InvalidArgumentError('It must be from 1 to 1000000.');
  return count;
}

function readRecordNumber(text: string): number {
  const number = readWholeNumber(text);
  if (number < 1) throw new InvalidArgumentError('Records are counted from 1.');
  return number;
}

function readWholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}
