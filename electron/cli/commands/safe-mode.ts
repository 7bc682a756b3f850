import type { SafeMode } from '../../../shared/contract/index.ts';
import type { Command } from '../context.ts';

/** `millrace safe-mode [--leave]`: whether anything is held back; with the option, it starts with the next `serve`. */
export const safeMode: Command<{ leave?: boolean }> = async ({ terminal, options, openHost }, { leave }) => {
  const { services } = await openHost();
  const before = services.safeMode.state();
  if (leave) services.safeMode.leave();
  if (options.json) terminal.out(`${JSON.stringify({ safeMode: services.safeMode.state() })}\n`);
  else if (!before) terminal.out('Everything starts by itself; Millrace isn’t in safe mode.\n');
  else if (leave)
    terminal.out('Millrace isn’t in safe mode any more. Everything starts again when Millrace is opened.\n');
  else terminal.out(`${describeSafeMode(before)} \`millrace safe-mode --leave\` ends this.\n`);
  return 0;
};

/** Why nothing starts by itself, and what doesn't. */
export function describeSafeMode({ runs, flows }: SafeMode): string {
  const held = `${runs} interrupted ${runs === 1 ? 'run' : 'runs'} and ${flows} active ${flows === 1 ? 'flow' : 'flows'}`;
  return `Safe mode: Millrace ended unexpectedly 3 times within 10 minutes, so nothing starts by itself. Held back: ${held}.`;
}
