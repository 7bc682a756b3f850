import { beforeEach, describe, expect, it } from 'vitest';
import { callNames, callsTo, resetElectron, utilityProcesses } from '../../test/fakes/electron.ts';
import { createDesktopEvaluatorLauncher } from './evaluator-process.ts';

describe('the desktop’s evaluators', () => {
  beforeEach(resetElectron);

  it('S27 are processes with an empty environment, a small heap and no code of texts', () => {
    createDesktopEvaluatorLauncher('/app/evaluator.js')({ reply: () => undefined, ended: () => undefined });
    const [[program, , options] = []] = callsTo('utilityProcess.fork');
    expect(program).toBe('/app/evaluator.js');
    expect(options).toMatchObject({ env: {}, stdio: 'ignore' });
    const flags = expect.stringMatching(
      /^--js-flags=--max-old-space-size=64 .*--disallow-code-generation-from-strings/,
    );
    expect(options).toMatchObject({ execArgv: [flags] });
  });

  it('tell what they answer and when they end, and are killed when they are told to', () => {
    const heard: unknown[] = [];
    const process = createDesktopEvaluatorLauncher('/app/evaluator.js')({
      reply: (reply) => void heard.push(reply),
      ended: () => void heard.push('ended'),
    });
    const forked = utilityProcesses.at(-1);
    forked?.emit('message', { type: 'ready' });
    process.kill();
    forked?.emit('exit', 15);
    expect(heard).toEqual([{ type: 'ready' }, 'ended']);
    expect(callNames()).toContain('utilityProcess.kill');
  });
});
