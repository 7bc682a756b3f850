import { type ErrorDescription, isErrorCode } from '../errors/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { FailureCase, FailureEntry } from './catalogue/entry.ts';
import { failureCatalogue } from './catalogue.ts';
import type { FailureContext, FailureExplanation, RemedyCommand } from './failure.ts';
import { offerRemedy } from './offer-remedy.ts';
import type { FailureText } from './texts/failure-text.ts';
import { failureTexts, placeTexts } from './texts.ts';
import { clip, fillWithin, hasAllFacts, MOST_WORDS } from './words.ts';

/**
 * Tells a failure from the catalogue: deterministic, without asking anybody. `done` of the context is taken as it is;
 * without it the catalogue tells what it knows. “Copy details” is always offered, last.
 */
export function explainFailure(error: ErrorDescription, context: FailureContext = {}): FailureExplanation {
  const entry = findEntry(error);
  const text: Partial<FailureText> = entry ? failureTexts[entry.text] : {};
  const facts = factsOf(error, context);
  const told = (template: string | undefined, own: string) =>
    template === undefined || !hasAllFacts(template, facts) ? clip(own, MOST_WORDS) : sentence(template, facts);
  const commands: readonly RemedyCommand[] = [...new Set<RemedyCommand>([...(entry?.remedies ?? []), 'copy-details'])];
  return {
    // A title is no sentence, also where it is the error's own.
    title: told(text.title, error.message).replace(/\.$/, ''),
    cause: told(text.cause, error.why),
    done: context.done || (text.done ?? ''),
    fix: told(text.fix, error.fix),
    remedies: commands.flatMap((command) => offerRemedy(command, error, context) ?? []),
    error,
  };
}

/** The entry of the catalogue that an error falls under; undefined for one that no run can have. */
export function findEntry({ code, data }: Pick<ErrorDescription, 'code' | 'data'>): FailureEntry | undefined {
  const entry = failureCatalogue[isErrorCode(code) ? code : 'UNKNOWN_ERROR'];
  if ('outsideRuns' in entry) return undefined;
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
  const connection = step?.connection?.name ?? facts.connection;
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

/** A template with its facts; what stands for a name that isn't known begins a sentence with a capital. */
function sentence(template: string, facts: Record<string, string | undefined>): string {
  const filled = fillWithin(template, facts);
  const first = /^\{(\w+)\}/.exec(template)?.[1] ?? '';
  const stands = first === 'connection' || (first === 'system' && facts.system === placeTexts.someSystem);
  return stands ? `${filled.slice(0, 1).toUpperCase()}${filled.slice(1)}` : filled;
}
