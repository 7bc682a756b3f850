import { ApiError } from '../api-error.ts';
import type { Row } from '../schema/object.ts';
import type { Predicate } from '../soql/predicate.ts';
import type { Store, StoreChange } from '../store/store.ts';
import type { NewEvent } from './event-bus.ts';
import { readTopicQuery, type TopicQuery, watchedFields } from './push-topic.ts';

/** A PushTopic ready to look at records; the query is null when the schema no longer has what it names. */
interface KnownTopic {
  readonly row: Row;
  readonly revision: number;
  readonly query: TopicQuery | null;
}

/** Fields the org sets itself; their change alone is none. Source: Streaming API guide, "System fields". */
const systemFields = new Set(['LastModifiedDate', 'LastModifiedById', 'SystemModstamp']);

const switches = {
  created: 'NotifyForOperationCreate',
  updated: 'NotifyForOperationUpdate',
  deleted: 'NotifyForOperationDelete',
  undeleted: 'NotifyForOperationUndelete',
} as const;

function hasChanged(before: Row, after: Row, watched: readonly string[] | null): boolean {
  return (watched ?? Object.keys(after)).some(
    (name) => !systemFields.has(name) && (before[name] ?? null) !== (after[name] ?? null),
  );
}

/** Whether a change is announced on a topic. */
function isAnnounced({ kind, before, after }: StoreChange, topic: Row, query: TopicQuery, matches: Predicate): boolean {
  if (kind === 'purged' || !after || topic[switches[kind]] !== true) return false;
  if (kind === 'deleted') return matches(before ?? after);
  if (kind === 'updated' && !hasChanged(before ?? {}, after, watchedFields(query, topic.NotifyForFields))) return false;
  return matches(after);
}

/** Looks at changed records with the eyes of every active PushTopic. */
export class TopicWatcher {
  readonly #store: Store;
  readonly #known = new Map<string, KnownTopic>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The query of a PushTopic; null when the schema no longer has what it names. */
  queryOf(row: Row, now: Date): TopicQuery | null {
    const id = String(row.Id);
    const { schema } = this.#store;
    const known = this.#known.get(id);
    if (known?.row === row && known.revision === schema.revision) return known.query;
    const query = this.#read(row, now);
    this.#known.set(id, { row, revision: schema.revision, query });
    return query;
  }

  #read(row: Row, now: Date): TopicQuery | null {
    try {
      return readTopicQuery(this.#store, this.#store.schema, String(row.Query ?? ''), now);
    } catch (error) {
      // It was valid when it was saved: an object or a field of it was taken away since.
      if (error instanceof ApiError) return null;
      throw error;
    }
  }

  /** The notifications the changes of one transaction cause. */
  events(changes: readonly StoreChange[], now: Date): readonly NewEvent[] {
    const object = this.#store.schema.find('PushTopic');
    const table = object && this.#store.table(object);
    if (!table || table.size === 0) return [];
    const names = new Set(changes.map((change) => change.object.name));
    const watching = [...table.rows()].flatMap((row) => {
      const query = row.IsActive === true ? this.queryOf(row, now) : null;
      return query && names.has(query.object.name) ? [{ row, query, matches: query.compile(now) }] : [];
    });
    return changes.flatMap((change) =>
      watching.flatMap(({ row, query, matches }) => {
        const { kind, after } = change;
        if (kind === 'purged' || !after || change.object.name !== query.object.name) return [];
        if (!isAnnounced(change, row, query, matches)) return [];
        const values = Object.fromEntries(query.selected.map((name) => [name, after[name] ?? null]));
        const body = { kind: 'topic', object: query.object.name, type: kind, values } as const;
        return [{ key: `topic/${String(row.Id)}` as const, body }];
      }),
    );
  }

  /** Forgets the queries it read. */
  clear(): void {
    this.#known.clear();
  }
}
