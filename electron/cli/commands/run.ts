import { dirname, resolve } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument, Retention } from '../../../shared/flow/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunWarning } from '../../../shared/run/events.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { Command, CommandContext } from '../context.ts';
import { readFlowFile, readTextFile } from '../input/flow-file.ts';
import { readParameters, splitAssignment } from '../input/parameters.ts';
import { type PartInput, readPart } from '../input/part-of-run.ts';
import { readRecords } from '../input/records.ts';
import { printForecast } from '../output/forecast.ts';
import { printDryRun } from '../output/plan.ts';
import { createProgress } from '../output/progress.ts';
import { exitCodeOf } from '../output/run-document.ts';
import { printRun } from '../output/run-summary.ts';

/** What `millrace run` takes besides the common options. */
export type RunInput = {
  file: string;
  input?: string;
  param: string[];
  bind: string[];
  retention?: Retention;
  durable: boolean;
  dryRun?: boolean;
  forecast?: boolean;
} & PartInput;

/** `millrace run FLOW.json`: runs a flow from a file and tells how it went. */
export const run: Command<RunInput> = async (context, input) => {
  const { terminal } = context;
  if (input.forecast) refuseWithForecast(input);
  const path = resolve(terminal.workingFolder, input.file);
  const document = await readFlowFile(path);
  const parameters = readParameters(input.param, document.parameters ?? []);
  const host = await context.openHost();
  const records = input.input === undefined ? undefined : await readInput(context, host, input.input);
  const bindings = await bindSlots(context, host, document, input.bind);

  if (input.forecast) {
    const asked = { document, revision: 0, bindings, parameters, baseFolder: dirname(path) };
    printForecast(context, await host.services.forecasts.of({ ...asked, ...(records ? { input: records } : {}) }));
    return 0;
  }
  const progress = createProgress(terminal, () => performance.now());
  const { result } = await host.services.runs.startDocument({
    document,
    revision: 0,
    bindings,
    parameters,
    ...(records ? { input: records } : {}),
    baseFolder: dirname(path),
    ...(input.retention ? { retention: input.retention } : {}),
    ...(input.durable ? {} : { durable: false }),
    ...readPart(host.services.runs, document, input),
    ...(input.dryRun ? { dryRun: true } : {}),
    signal: terminal.signal,
    onEvent: progress.event,
  });
  const ended = await result;
  progress.finish();
  if (input.dryRun) printDryRun(context, ended, host.services.runs.plans);
  else printRun(context, ended, host.services.runs.get(ended.state.header.runId).resumable);
  return exitCodeOf(ended.state.status);
};

/** A forecast is one of the whole flow; what it would say of a part would be wrong. */
function refuseWithForecast({ until, only, from, dataFrom, first, dryRun }: RunInput): void {
  const others = { until, only, from, 'data-from': dataFrom, first, 'dry-run': dryRun || undefined };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other === undefined) return;
  const detail = `--forecast tells what a run of the whole flow would take, so it can’t be used with --${other}.`;
  throw new MillraceError('COMMAND_WRONG', { detail });
}

async function readInput({ terminal }: CommandContext, host: NodeHost, source: string): Promise<JsonObject[]> {
  const text =
    source === '-' ? await terminal.readInput() : await readTextFile(resolve(terminal.workingFolder, source));
  const warnings = new Map<string, number>();
  const warn = ({ message }: RunWarning) => warnings.set(message, (warnings.get(message) ?? 0) + 1);
  const records = await readRecords(source, text, host.services.readCsv, warn);
  for (const [message, count] of warnings) terminal.err(`warning --input: ${message} (${count} ×)\n`);
  return records;
}

/** Fills the slots: as `--bind` says, else with the practice connection of the slot's connector, saying so. */
async function bindSlots(
  { terminal }: CommandContext,
  host: NodeHost,
  document: FlowDocument,
  assignments: readonly string[],
): Promise<Record<string, string>> {
  const wanted = new Map(assignments.map((assignment) => splitAssignment('--bind', assignment)));
  const slots = document.connections ?? {};
  for (const slot of wanted.keys()) {
    if (Object.hasOwn(slots, slot)) continue;
    const known = Object.keys(slots).join(', ') || 'none';
    throw new MillraceError('COMMAND_WRONG', { detail: `The flow has no connection “${slot}”. It has: ${known}.` });
  }
  const connections = host.services.connections.list();
  const bindings: Record<string, string> = {};
  for (const [slot, { connector }] of Object.entries(slots)) {
    const fitting = connections.filter((connection) => connection.connector === connector);
    const name = wanted.get(slot);
    const chosen =
      name === undefined
        ? fitting.find(({ environment }) => environment === 'practice')
        : fitting.find((connection) => connection.name === name || connection.id === name);
    if (!chosen)
      throw notChosen(
        slot,
        name,
        connector,
        fitting.map((connection) => connection.name),
      );
    if (name === undefined) terminal.err(`“${slot}” uses the practice connection “${chosen.name}”.\n`);
    bindings[slot] = chosen.id;
  }
  return bindings;
}

function notChosen(slot: string, name: string | undefined, connector: string, fitting: string[]): MillraceError {
  const choices =
    fitting.length > 0 ? `Connections that fit: ${fitting.join(', ')}.` : `No connection for ${connector} exists.`;
  const asked = name === undefined ? '' : `There is no fitting connection “${name}”. `;
  return new MillraceError('CONNECTION_NOT_CHOSEN', { slot, detail: `${asked}${choices}` });
}
