import { utilityProcess } from 'electron';
import { EVALUATOR_V8_FLAGS } from '../node/evaluator-process.ts';
import type { EvaluatorLauncher } from '../ports/evaluator.ts';

/** What the process is called in the system's list and in the log. */
const SERVICE_NAME = 'Millrace expressions';

/**
 * Starts utility processes that evaluate, since Electron's own program can't run as Node (its fuse is off). They get an
 * empty environment and V8's switches; what else there is, the program takes from itself.
 */
export function createDesktopEvaluatorLauncher(program: string): EvaluatorLauncher {
  return ({ reply, ended }) => {
    const child = utilityProcess.fork(program, [], {
      env: {},
      execArgv: [`--js-flags=${EVALUATOR_V8_FLAGS.join(' ')}`],
      stdio: 'ignore',
      serviceName: SERVICE_NAME,
    });
    child.on('message', reply);
    child.on('exit', ended);
    return {
      send: (request) => child.postMessage(request),
      kill: () => void child.kill(),
    };
  };
}
