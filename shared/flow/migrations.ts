import { MillraceError } from '../errors/index.ts';
import type { JsonObject } from '../json/json.ts';
import { FLOW_FORMAT } from './document.ts';

/** Brings a document from one format to the next: `to` is the number of the format it makes. Never changes its input. */
export type FlowMigration = { to: number; intent: string; migrate(document: JsonObject): JsonObject };

/** What `format` looks like: a name, a slash, a number. */
const FORMAT = /^millrace\.flow\/(\d{1,9})$/;

/** The oldest format there is, and the one this version writes. */
export const FIRST_FORMAT = 1;
export const CURRENT_FORMAT = formatNumber(FLOW_FORMAT) ?? FIRST_FORMAT;

/** Every migration, in order, one for each format after the first. Format 1 is the first, so there is none yet. */
export const flowMigrations: readonly FlowMigration[] = [];

/** The number of a format's name, or undefined for a text that names none. */
export function formatNumber(format: unknown): number | undefined {
  const match = typeof format === 'string' ? FORMAT.exec(format) : null;
  return match ? Number(match[1]) : undefined;
}

/**
 * The document in the current format; itself when it is already. Keys that no migration knows are kept.
 * Throws FLOW_INVALID when it has no format that was ever written, FLOW_FORMAT_NEWER when it is a later one.
 */
export function migrateFlow(document: JsonObject, migrations = flowMigrations, current = CURRENT_FORMAT): JsonObject {
  const found = formatNumber(document.format);
  const first = current - migrations.length;
  if (found !== undefined && found > current) {
    throw new MillraceError('FLOW_FORMAT_NEWER', { format: String(document.format) });
  }
  if (found === undefined || found < first) {
    throw new MillraceError('FLOW_INVALID', { detail: `format should be “millrace.flow/${current}”` });
  }
  let migrated = document;
  for (const { to, migrate } of migrations) {
    if (to > found) migrated = { ...migrate(migrated), format: `millrace.flow/${to}` };
  }
  return migrated;
}
