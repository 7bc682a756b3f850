import { type Command, Option } from 'commander';
import type { Define, Execute } from './define-command.ts';

/** `millrace flows …`. */
export function addFlows(program: Command, define: Define, execute: Execute): void {
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
    .option('--pinned', 'with pinned data, which can hold personal data')
    .action(async (name, options) => {
      const { exportFlow } = await import('./commands/flows.ts');
      await execute('flows export', options, (context) => exportFlow(context, { name, ...options }));
    });
  define(flows, 'import <files...>', 'store flows from files').action(async (files, options) => {
    const { importFlows } = await import('./commands/flows.ts');
    await execute('flows import', options, (context) => importFlows(context, { files }));
  });
  define(flows, 'activate <flow>', 'let its triggers start it, as it is now').action(async (name, options) => {
    const { activateFlow } = await import('./commands/flow-triggers.ts');
    await execute('flows activate', options, (context) => activateFlow(context, { name }));
  });
  define(flows, 'deactivate <flow>', 'let its triggers start it no more').action(async (name, options) => {
    const { deactivateFlow } = await import('./commands/flow-triggers.ts');
    await execute('flows deactivate', options, (context) => deactivateFlow(context, { name }));
  });
  define(flows, 'missed [flow]', 'list the runs that were missed, and see to those of one flow')
    .addOption(new Option('--run <which>', 'run the latest one, or all').choices(['latest', 'all']))
    .addOption(new Option('--skip', 'leave them').conflicts('run'))
    .action(async (name, options) => {
      const { showMissed } = await import('./commands/flow-triggers.ts');
      await execute('flows missed', options, (context) => showMissed(context, { name, ...options }));
    });
}
