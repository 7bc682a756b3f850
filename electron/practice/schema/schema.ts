import { type ObjectDefinition, prepareObject, type SchemaObject } from './object.ts';

/** The objects of an org, in the alphabetical order of describe, found by name in any case. */
export class Schema {
  #objects: readonly SchemaObject[] = [];
  #byName = new Map<string, SchemaObject>();
  #byPrefix = new Map<string, SchemaObject>();
  #revision = 0;

  constructor(definitions: readonly ObjectDefinition[]) {
    this.#keep(definitions.map(prepareObject));
  }

  #keep(objects: readonly SchemaObject[]): void {
    this.#objects = objects.toSorted((left, right) => (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1));
    this.#byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
    this.#byPrefix = new Map(objects.map((object) => [object.keyPrefix, object]));
    this.#revision += 1;
  }

  get objects(): readonly SchemaObject[] {
    return this.#objects;
  }

  /** Counts the changes; what was derived from an earlier revision is out of date. */
  get revision(): number {
    return this.#revision;
  }

  /** The object of that name, in any case; undefined when the org has none. */
  find(name: string): SchemaObject | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** The object of that name; throws when it is missing, which is a mistake in the definitions, never in a request. */
  need(name: string): SchemaObject {
    const object = this.find(name);
    if (!object) throw new Error(`The schema has no object ${name}.`);
    return object;
  }

  /** The object whose records have ids like this one (15 or 18 characters); undefined when there is none. */
  findByPrefix(id: string): SchemaObject | undefined {
    return this.#byPrefix.get(id.slice(0, 3));
  }

  /** Adds an object, or replaces the one of the same name. */
  put(definition: ObjectDefinition): void {
    const name = definition.name.toLowerCase();
    const others = this.#objects.filter((object) => object.name.toLowerCase() !== name);
    this.#keep([...others, prepareObject(definition)]);
  }

  /** Takes an object away; its records are the store's to drop. */
  remove(name: string): void {
    this.#keep(this.#objects.filter((object) => object.name.toLowerCase() !== name.toLowerCase()));
  }

  /** Becomes the schema of these definitions alone. */
  restart(definitions: readonly ObjectDefinition[]): void {
    this.#keep(definitions.map(prepareObject));
  }
}
