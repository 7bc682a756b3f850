import type { Json, JsonObject } from '../../../shared/json/json.ts';

/** A create that may have been done: the fields it sent, and between which times (ms of the service's clock). */
export type PossibleCreate = { fields: JsonObject; from: number; until: number };

/** A record that was created by somebody; its fields as a query shows them. */
export type CreatedRecord = { id: string; createdAt: number; fields: JsonObject };

/**
 * Which of the created records each of `asked` made: its id; null for a create that wasn't done; undefined where nobody can
 * tell. `found` are the records created meanwhile that no known create made; `others` are the further creates that may
 * have been done, and about which nobody will hear anything any more.
 *
 * A record belongs to a create that sent its values, in its time. Of several creates it belongs to one that sent its very
 * letters, then to the one that says most about it, so that none takes what fits another better. Between equal ones it is
 * the one that is asked about, and the other is told of it when its turn comes: they differ in nothing but their names, and
 * as many records come to be as were wanted. A create is known not to have been done only when no record is left that
 * belongs to nobody, since that could be its own, changed on the way.
 */
export function tellApart(
  asked: readonly PossibleCreate[],
  others: readonly PossibleCreate[],
  found: readonly CreatedRecord[],
): (string | null | undefined)[] {
  const left = new Set(found);
  const made = new Map<PossibleCreate, string>();
  const creates = [...asked, ...others].filter(({ fields }) => count(fields) > 0);
  creates.sort((a, b) => count(b.fields) - count(a.fields));
  for (const spelling of [asSent, asKept]) {
    for (const create of creates) {
      if (made.has(create)) continue;
      const record = [...left].find((candidate) => isOf(candidate, create, spelling));
      if (!record) continue;
      left.delete(record);
      made.set(create, record.id);
    }
  }
  return asked.map((create) => {
    const couldBe = (record: CreatedRecord) => record.createdAt >= create.from && record.createdAt <= create.until;
    return made.get(create) ?? ([...left].some(couldBe) ? undefined : null);
  });
}

function isOf(
  { createdAt, fields }: CreatedRecord,
  create: PossibleCreate,
  spelling: (value: Json) => string,
): boolean {
  if (createdAt < create.from || createdAt > create.until) return false;
  return Object.entries(create.fields).every(([name, value]) => spelling(fields[name] ?? null) === spelling(value));
}

function count(fields: JsonObject): number {
  return Object.keys(fields).length;
}

/** A value letter for letter, but for what no service keeps: blanks around it, and the zone of a time. */
function asSent(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return text;
  // A time without a zone is one in UTC to Salesforce; to JavaScript it would be this computer's.
  const time = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** A value as Salesforce may keep it: numbers without their spelling, addresses in small letters. */
function asKept(value: Json): string {
  const text = asSent(value);
  return /^-?\d+(?:\.\d+)?$/.test(text) ? String(Number(text)) : text.toLowerCase();
}
