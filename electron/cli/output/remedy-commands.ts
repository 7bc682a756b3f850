import type { Remedy, RemedyCommand, RunFailure } from '../../../shared/failures/index.ts';
import type { RunState } from '../../../shared/run/state.ts';

type Asked = {
  remedy: Remedy;
  header: RunState['header'];
  /** Names of the run and of the failed step's connection, as a shell takes them. */
  run: string;
  connection: string | undefined;
  resumable: boolean;
};

/** What is typed for each remedy; undefined where only a window does it, or an editor of the flow's file. */
const commandLines: Readonly<Record<RemedyCommand, (asked: Asked) => string | undefined>> = {
  'open-connection': ({ connection }) => onConnection('show', connection),
  'test-connection': ({ connection }) => onConnection('test', connection),
  reconnect: ({ connection }) => onConnection('reconnect', connection),
  'raise-budget': ({ connection }) => withSetting(connection, 'dailyCalls=NUMBER'),
  'increase-timeout': ({ connection, remedy: { arguments: given } }) =>
    typeof given.field === 'string' ? withSetting(connection, `${given.field}=SECONDS`) : undefined,
  'edit-step': () => undefined,
  'convert-value': () => undefined,
  'filter-out': () => undefined,
  'open-flow-settings': () => undefined,
  'show-problems': () => undefined,
  'open-run': ({ remedy }) => `millrace show ${remedy.arguments.run}`,
  retry: ({ run, resumable }) => (resumable ? `millrace resume ${run}` : undefined),
  resume: ({ run, resumable }) => (resumable ? `millrace resume ${run}` : undefined),
  'retry-failures': ({ run, remedy, header }) =>
    `millrace rerun ${run} --failures-only --from ${quote(String(remedy.arguments.step))}${current(header)}`,
  'run-again': ({ run, header }) => `millrace rerun ${run} --from start${current(header)}`,
  'dry-run-again': () => undefined,
  'open-file-folder': () => undefined,
  'free-space': () => 'millrace runs',
  'open-secrets': () => 'millrace vault status',
  'open-credentials': () => 'millrace credentials list',
  'open-webhooks': () => 'millrace webhooks port',
  'copy-details': ({ run }) => `millrace show ${run} --json`,
};

/** What is typed to carry out a remedy of a run's failure, where that is possible. */
export function commandLineOf(
  remedy: Remedy,
  { step }: RunFailure,
  { header }: RunState,
  resumable: boolean,
): string | undefined {
  const name = header.steps.find(({ id }) => id === step)?.connection?.name;
  const connection = name === undefined ? undefined : quote(name);
  return commandLines[remedy.command]({ remedy, header, run: header.runId, connection, resumable });
}

function onConnection(verb: string, connection: string | undefined): string | undefined {
  return connection && `millrace connections ${verb} ${connection}`;
}

function withSetting(connection: string | undefined, assignment: string): string | undefined {
  return connection && `millrace connections edit ${connection} --set ${assignment}`;
}

/** A stored flow is tried again as it is now; one from a file only as it was then. */
function current({ revision }: RunState['header']): string {
  return revision > 0 ? ' --current' : '';
}

/** A word of a command line; in quotes where a shell would take it apart. */
function quote(word: string): string {
  return /^[\w.:/-]+$/.test(word) ? word : `"${word.replace(/[\\"$`]/g, '\\$&')}"`;
}
