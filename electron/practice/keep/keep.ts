import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Areas } from '../areas.ts';
import type { Row } from '../schema/object.ts';
import type { Store, StoreChange } from '../store/store.ts';

/** The layout of the file; a file of another layout is refused. */
const layout = 1;

/** Milliseconds until changed state of an area is written; records are written at once. */
const areaDelayMs = 200;

/** The file given to keep an org in cannot be used. The message says why and what to do. */
export class KeepError extends Error {
  constructor(file: string, why: string, cause?: unknown) {
    super(`The practice org cannot be kept in ${file}: ${why}`, { cause });
    this.name = 'KeepError';
  }
}

function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/locked|busy/i.test(text)) return 'another practice org uses it. End that one or name another file.';
  if (/not a database|malformed|corrupt/i.test(text)) return 'it is not a file of a practice org. Name another file.';
  return `${text}.`;
}

/** Where an org is kept: a SQLite file that one process uses at a time. */
export class Keep {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  readonly #putState: StatementSync;
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #areas: Areas | null = null;

  /** Opens or makes the file. Throws KeepError. */
  constructor(file: string) {
    this.#file = file;
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(file, { timeout: 0 });
      database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;');
      // Takes the exclusive lock now instead of with the first record.
      database.exec('BEGIN EXCLUSIVE; COMMIT;');
      database.exec(`
        CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, object TEXT NOT NULL, root TEXT, row TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, json TEXT NOT NULL);
      `);
      this.#database = database;
      this.#put = database.prepare(
        'INSERT INTO record (id, object, root, row) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET root = excluded.root, row = excluded.row',
      );
      this.#drop = database.prepare('DELETE FROM record WHERE id = ?');
      this.#putState = database.prepare(
        'INSERT INTO state (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
      );
      const known = this.#readState('layout');
      if (known !== undefined && known !== layout) {
        throw new KeepError(file, `it was written by another version (layout ${String(known)}, not ${layout}).`);
      }
    } catch (error) {
      database?.close();
      throw error instanceof KeepError ? error : new KeepError(file, explain(error), error);
    }
  }

  #readState(name: string): unknown {
    const json = this.#database.prepare('SELECT json FROM state WHERE name = ?').get(name)?.json;
    return typeof json === 'string' ? JSON.parse(json) : undefined;
  }

  /** The seed of the org in the file; undefined when the file is new. */
  get seed(): number | undefined {
    const seed = this.#readState('seed');
    return typeof seed === 'number' ? seed : undefined;
  }

  /** Fills an empty store and its areas from the file. Throws KeepError when something in it does not fit. */
  load(store: Store, areas: Areas): void {
    try {
      for (const area of areas.inLoadingOrder()) {
        const saved = this.#readState(`area:${area.name}`);
        if (saved !== undefined) area.load(saved);
      }
      for (const entry of this.#database.prepare('SELECT id, object, root, row FROM record ORDER BY rowid').iterate()) {
        const object = store.schema.find(String(entry.object));
        if (!object) continue;
        const row = JSON.parse(String(entry.row)) as Row;
        if (entry.root === null) store.table(object).put(String(entry.id), row);
        else store.table(object).rebin(String(entry.id), { row, root: String(entry.root) });
      }
      const numbers = (this.#readState('numbers') ?? {}) as Readonly<Record<string, number>>;
      for (const object of store.schema.objects) store.table(object).skipNumbers(numbers[object.name] ?? 0);
    } catch (error) {
      throw new KeepError(this.#file, explain(error), error);
    }
  }

  /** Writes a whole org over whatever the file held, and every later change. */
  watch(store: Store, areas: Areas): void {
    this.#areas = areas;
    store.onCommit((changes) => this.#write(store, changes));
    areas.onChanged((name) => this.#changed(name));
  }

  /** Empties the file for an org made anew from a seed. */
  restart(seed: number): void {
    this.#waiting.clear();
    this.#transact(() => {
      this.#database.exec('DELETE FROM record; DELETE FROM state;');
      this.#putState.run('layout', JSON.stringify(layout));
      this.#putState.run('seed', JSON.stringify(seed));
    });
  }

  #transact(work: () => void): void {
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #write(store: Store, changes: readonly StoreChange[]): void {
    this.#transact(() => {
      for (const { kind, object, id, after } of changes) {
        if (kind === 'purged') this.#drop.run(id);
        else {
          const root = kind === 'deleted' ? (store.table(object).deletedEntry(id)?.root ?? id) : null;
          this.#put.run(id, object.name, root, JSON.stringify(after));
        }
      }
      if (changes.some(({ kind }) => kind === 'created')) this.#writeNumbers(store);
    });
  }

  #writeNumbers(store: Store): void {
    const numbers = store.schema.objects.map((object) => [object.name, store.table(object).lastNumber] as const);
    this.#putState.run('numbers', JSON.stringify(Object.fromEntries(numbers)));
  }

  #changed(name: string): void {
    this.#waiting.add(name);
    this.#timer ??= setTimeout(() => this.flush(), areaDelayMs).unref();
  }

  /** Writes the areas that changed since they were last written. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const changed = this.#areas?.list().filter(({ name }) => this.#waiting.has(name)) ?? [];
    this.#waiting.clear();
    this.#transact(() => {
      for (const area of changed) this.#putState.run(`area:${area.name}`, JSON.stringify(area.save()));
    });
  }

  /** Writes what is waiting and lets go of the file. Safe to call twice. */
  close(): void {
    if (!this.#database.isOpen) return;
    this.flush();
    this.#database.close();
  }
}
