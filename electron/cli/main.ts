import { CommanderError } from 'commander';
import { MillraceError } from '../../shared/errors/index.ts';
import type { NodeHost } from '../compose/node-host.ts';
import type { CommandContext, CommonOptions } from './context.ts';
import { createNodeTerminal } from './node-terminal.ts';
import { reportError } from './output/errors.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** Runs one command line of this process (without `node` and the script). Resolves with the exit code. */
export async function runCommand(commandLine: readonly string[]): Promise<number> {
  const terminal = createNodeTerminal();
  try {
    return await runOn(terminal, commandLine);
  } finally {
    terminal.dispose();
  }
}

/** Runs one command line on the given terminal; the exit codes are those of flow-format.md. Never throws. */
export async function runOn(terminal: Terminal, commandLine: readonly string[]): Promise<number> {
  let exitCode = 0;
  let host: Promise<NodeHost> | undefined;
  let common: CommonOptions = {};
  const program = createProgram(terminal, async (name, options, work) => {
    common = options;
    const context: CommandContext = {
      terminal,
      options,
      openHost: () => {
        host ??= openHost(terminal, options, name);
        return host;
      },
    };
    exitCode = await work(context);
  });
  try {
    await program.parseAsync([...commandLine], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return reportCommander(terminal, thrown, commandLine.includes('--json'));
    return reportError(terminal, thrown, common);
  } finally {
    // A host that couldn't be opened has told its error above.
    await host?.then((opened) => opened.close()).catch(() => undefined);
  }
}

async function openHost(terminal: Terminal, options: CommonOptions, name: string): Promise<NodeHost> {
  const { openNodeHost } = await import('../compose/node-host.ts');
  const { findDataFolder } = await import('../node/data-folder.ts');
  const { findKeySources } = await import('./key-sources.ts');
  const dataFolder = findDataFolder(options.data ?? terminal.environment.MILLRACE_DATA);
  const host = await openNodeHost({
    dataFolder,
    ownerName: `millrace ${name}`,
    version: readVersion(),
    shell: name === 'serve' ? 'browser' : 'none',
    keySources: await findKeySources(terminal, options, dataFolder),
    say: (notice) => terminal.err(`notice: ${notice}\n`),
    ...(options.debug ? { log: terminal.err } : {}),
  });
  for (const { message, why, fix } of host.notices) terminal.err(`notice: ${[message, why, fix].join(' ')}\n`);
  return host;
}

/** Help and version end well; everything else commander throws is a command line it can't take. */
function reportCommander(terminal: Terminal, thrown: CommanderError, json: boolean): number {
  if (thrown.exitCode === 0) return 0;
  const detail = thrown.message.replace(/^error: /, '');
  return reportError(terminal, new MillraceError('COMMAND_WRONG', { detail }), { json });
}
