import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { SqlRow } from '../ports/database.ts';
import { type StoreContext, textOf } from './context.ts';

/** Settings by name; what names there are is up to the renderer. */
export type SettingStore = {
  /** Every setting that was ever set. One whose text was damaged is left out, as if it had never been set. */
  all(): JsonObject;
  get(name: string): Json | undefined;
  set(name: string, value: Json): void;
};

export function createSettingStore({ database, change }: StoreContext): SettingStore {
  const all = (): JsonObject =>
    Object.fromEntries(
      database
        .prepare('SELECT name, value FROM settings ORDER BY name')
        .all()
        .flatMap((row): [string, Json][] => {
          const value = parseSetting(row);
          return value === undefined ? [] : [[textOf(row, 'name'), value]];
        }),
    );
  return {
    all,
    get(name) {
      const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(name);
      return row && parseSetting(row);
    },
    set(name, value) {
      const text = JSON.stringify(value);
      change(() => database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, text));
    },
  };
}

/** A setting is a preference: where its text was damaged, its default takes its place. */
function parseSetting(row: SqlRow): Json | undefined {
  try {
    return JSON.parse(textOf(row, 'value'));
  } catch {
    return undefined;
  }
}
