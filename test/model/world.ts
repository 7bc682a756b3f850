import { type ErrorCode, MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';

/** What a service outside does with a record: how many tries it refuses, whether that passes, and its answer. */
export type Script = { refusals: number; error: MillraceError; answer: Json };

const permanent = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });
const passing = new MillraceError('CONNECTION_ERROR', { host: 'service', detail: 'down' });

/** A number that the text decides, evenly spread (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * How the service behaves for a record of a step: the same whenever it is asked. With the setting `steady`, it is up or
 * down for good: how many tries help doesn't depend on whether a crash cut one of them off.
 */
export function scriptOf(step: FlowStep, fields: JsonObject): Script {
  const hash = hashOf(`${step.id} ${JSON.stringify(fields)}`);
  const answer = hash % 100;
  const refuses = step.settings?.steady === true ? [0, 0] : [1, 2];
  switch (hash % 9) {
    case 0:
      return { refusals: Number.POSITIVE_INFINITY, error: permanent, answer };
    case 1:
      return { refusals: Number.POSITIVE_INFINITY, error: passing, answer };
    case 2:
      return { refusals: refuses[0] ?? 0, error: passing, answer };
    case 3:
      return { refusals: refuses[1] ?? 0, error: passing, answer };
    default:
      return { refusals: 0, error: permanent, answer };
  }
}

/** Tries that a step makes: what the flow says, else 3 where it reads and 1 where it writes. */
export function triesOf({ type, retry }: FlowStep): number {
  return retry?.attempts ?? (type === 'write' || type === 'writeMany' ? 1 : 3);
}

/** What comes of a record in the end. */
export function endOf(step: FlowStep, fields: JsonObject): { answer: Json } | { code: ErrorCode } {
  const { refusals, error, answer } = scriptOf(step, fields);
  const tries = error.retryable ? triesOf(step) : 1;
  return refusals < tries ? { answer } : { code: error.code as ErrorCode };
}

/** The rows that a source of the world has for a record; `failsAfter`: it breaks for good behind so many of them. */
export function rowsOf(step: FlowStep, fields: JsonObject): { rows: JsonObject[]; failsAfter?: number } {
  const hash = hashOf(`${step.id} ${JSON.stringify(fields)}`);
  const rows = Array.from({ length: hash % 4 }, (_, row) => ({ row, b: `row ${row}` }));
  return hash % 7 === 0 ? { rows, failsAfter: Math.min(rows.length, 2) } : { rows };
}
