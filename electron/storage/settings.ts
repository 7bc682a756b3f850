import type { Json, JsonObject } from '../../shared/json/json.ts';
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
          try {
            return [[textOf(row, 'name'), JSON.parse(textOf(row, 'value'))]];
          } catch {
            // A setting is a preference; its default takes its place.
            return [];
          }
        }),
    );
  return {
    all,
    get(name) {
      const settings = all();
      return Object.hasOwn(settings, name) ? settings[name] : undefined;
    },
    set(name, value) {
      const text = JSON.stringify(value);
      change(() => database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, text));
    },
  };
}
