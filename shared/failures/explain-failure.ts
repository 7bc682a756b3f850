import { type ErrorDefinition, type ErrorDescription, errorCatalogue, isErrorCode } from '../errors/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { type FailureCase, type FailureEntry, failureCatalogue, remediesByFault } from './catalogue.ts';
import type { FailureContext, FailureExplanation, Remedy, RemedyCommand } from './failure.ts';
import { type FailureText, failureTexts, placeTexts, remedyLabels } from './texts.ts';
import { clip, fillWithin, hasAllFacts, MOST_WORDS } from './words.ts';

/** Seconds that a step's limit becomes at least when it is increased, and what it is without a setting. */
const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 86_400;

/**
 * Tells a failure from the catalogue: deterministic, without asking anybody. `done` of the context is taken as it is.
 * “Copy details” is always offered, last.
 */
export function explainFailure(error: ErrorDescription, context: FailureContext = {}): FailureExplanation {
  const entry = findEntry(error);
  const text: Partial<FailureText> = entry.text === undefined ? {} : failureTexts[entry.text];
  const facts = factsOf(error, context);
  const told = (template: string | undefined, own: string) =>
    template === undefined || !hasAllFacts(template, facts) ? clip(own, MOST_WORDS) : fillWithin(template, facts);
  const commands: readonly RemedyCommand[] = [...new Set<RemedyCommand>([...entry.remedies, 'copy-details'])];
  return {
    title: told(text.title, error.message),
    cause: told(text.cause, error.why),
    done: context.done ?? '',
    fix: told(text.fix, error.fix),
    remedies: commands.flatMap((command) => offer(command, error, context) ?? []),
    error,
  };
}

/** The entry of the catalogue that an error falls under. */
export function findEntry({ code, data }: Pick<ErrorDescription, 'code' | 'data'>): FailureEntry {
  const entry = failureCatalogue[code];
  if (!entry) {
    const definition: ErrorDefinition = errorCatalogue[isErrorCode(code) ? code : 'UNKNOWN_ERROR'];
    return { remedies: remediesByFault[definition.fault] };
  }
  return entry.cases?.find((candidate) => fits(candidate, data)) ?? entry;
}

function fits({ errorCode, reason, status, doubtful }: FailureCase, data: JsonObject): boolean {
  if (doubtful && data.doubtful !== true) return false;
  const has = <Value extends Json>(among: readonly Value[] | undefined, ...found: (Json | undefined)[]) =>
    among === undefined || among.some((value) => found.includes(value));
  return has(errorCode, data.errorCode) && has(reason, data.reason) && has(status, data.httpStatus, data.status);
}

function factsOf(error: ErrorDescription, { step, failed }: FailureContext): Record<string, string | undefined> {
  const { data, message, why, fix } = error;
  const facts: Record<string, string | undefined> = { message, why, fix };
  for (const [name, value] of Object.entries(data)) facts[name] = showFact(value);
  const connection = step?.connection?.name;
  facts.system = facts.system ?? facts.host ?? connection ?? placeTexts.someSystem;
  facts.connection =
    connection === undefined ? placeTexts.someConnection : placeTexts.connection.replace('{name}', () => connection);
  facts.step = step?.name ?? facts.step ?? '';
  facts.detail = facts.detail || why || message;
  if (failed !== undefined) facts.count ??= String(failed);
  return facts;
}

function showFact(value: Json | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item) => showFact(item)).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A remedy with what it needs, or undefined where that isn't known. */
function offer(command: RemedyCommand, { code, data }: ErrorDescription, context: FailureContext): Remedy | undefined {
  const { step, failed = 0 } = context;
  const label = remedyLabels[command];
  const field = keyOfField(data);
  switch (command) {
    case 'open-connection':
    case 'test-connection':
    case 'reconnect':
      return step?.connection && { command, label, arguments: { connection: step.connection.id } };
    case 'edit-step':
      return step && { command, label, arguments: { step: step.id, ...(field === undefined ? {} : { field }) } };
    case 'filter-out':
      return step && field !== undefined
        ? { command, label, arguments: { step: step.id, field, ...partOf(data) } }
        : undefined;
    case 'convert-value':
      return step && field !== undefined && typeof data.expected === 'string' && data.expected in conversions
        ? { command, label, arguments: { step: step.id, field, to: data.expected } }
        : undefined;
    case 'increase-timeout':
      return increase(code, data, context);
    case 'retry-failures':
      return step && failed > 0 ? { command, label, arguments: { step: step.id } } : undefined;
    case 'open-file-folder':
      return typeof data.path === 'string' ? { command, label, arguments: { path: data.path } } : undefined;
    case 'retry':
    case 'copy-details':
      return { command, label, arguments: {} };
  }
}

/** Types that a value can be converted to, and the function of the language that does it. */
export const conversions: Readonly<Record<string, string>> = { number: 'number' };

/** The setting at which it is mended; `field` alone is one only where it has the form of a key. */
function keyOfField({ key, field }: JsonObject): string | undefined {
  if (typeof key === 'string') return key;
  return typeof field === 'string' && /^[a-zA-Z]\w*(\.\w+)*$/.test(field) ? field : undefined;
}

/** The field of the other system that the setting fills, where the setting is a map of several. */
function partOf({ key, field }: JsonObject): JsonObject {
  return typeof key === 'string' && typeof field === 'string' && key !== field ? { part: field } : {};
}

function increase(code: string, data: JsonObject, { step }: FailureContext): Remedy | undefined {
  const command = 'increase-timeout';
  const label = remedyLabels[command];
  if (code === 'STEP_TIMEOUT') {
    const seconds = Math.min(MOST_SECONDS, 2 * (typeof data.seconds === 'number' ? data.seconds : DEFAULT_SECONDS));
    return step && { command, label, arguments: { step: step.id, seconds } };
  }
  const field = data.phase === 'connect' ? 'connectionTimeout' : 'readTimeout';
  return step?.connection && { command, label, arguments: { connection: step.connection.id, field } };
}
