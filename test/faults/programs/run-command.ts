/** `run-command.ts WORD…`: the command line of Millrace from its sources, with all that a process of it has. */
import { runCommand } from '../../../electron/cli/main.ts';

process.exitCode = await runCommand(process.argv.slice(2));
