import type { OrgArea } from '../areas.ts';
import { savedEntries } from '../oauth/saved.ts';
import type { Store } from '../store/store.ts';

/** The largest list, which is also how many records of each user are remembered. Source: `GET recent?limit=`. */
export const recentLimit = 200;

/** Which records each user viewed or changed last. */
export class RecentRecords implements OrgArea {
  readonly name = 'recent';
  readonly #changed: () => void;
  // In each set the record noted last comes last.
  readonly #byUser = new Map<string, Set<string>>();

  /** Watches what users change in a store. `changed` is told after each change, so that the state can be kept. */
  constructor(store: Store, changed: () => void = () => {}) {
    this.#changed = changed;
    store.onCommit((changes) => {
      for (const { kind, object, id, after } of changes) {
        if (kind === 'deleted' || kind === 'purged' || !object.layoutable) continue;
        if (typeof after?.LastModifiedById === 'string') this.note(after.LastModifiedById, id);
      }
    });
  }

  /** Notes that a user viewed or changed a record. */
  note(userId: string, id: string): void {
    let ids = this.#byUser.get(userId);
    if (!ids) {
      ids = new Set();
      this.#byUser.set(userId, ids);
    }
    ids.delete(id);
    ids.add(id);
    if (ids.size > recentLimit) {
      for (const oldest of ids) {
        ids.delete(oldest);
        break;
      }
    }
    this.#changed();
  }

  /** The ids of a user's records, the latest first; some may be deleted by now. */
  of(userId: string): readonly string[] {
    return [...(this.#byUser.get(userId) ?? [])].reverse();
  }

  /** Forgets everything. */
  reset(): void {
    this.#byUser.clear();
    this.#changed();
  }

  /** The ids of each user, as plain JSON. */
  save(): unknown {
    return [...this.#byUser].map(([userId, ids]) => [userId, [...ids]]);
  }

  /** Takes over what `save` returned. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    this.#byUser.clear();
    for (const [userId, ids] of savedEntries<unknown>(saved, 'recent records')) {
      this.#byUser.set(userId, new Set(Array.isArray(ids) ? ids.map(String) : []));
    }
  }
}
