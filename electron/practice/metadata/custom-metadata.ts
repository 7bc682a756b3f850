import type { OrgArea } from '../areas.ts';
import { formatDateTime } from '../dates.ts';
import { makeId } from '../ids.ts';
import type { ObjectDefinition, SchemaObject } from '../schema/object.ts';
import { standardObjects } from '../schema/standard-objects.ts';
import type { Store } from '../store/store.ts';
import type { Metadata } from './metadata.ts';

/** What is known about a component besides what it does. */
export interface Component {
  readonly id: string;
  readonly fullName: string;
  readonly createdById: string;
  /** As records carry moments. */
  readonly createdDate: string;
  readonly lastModifiedById: string;
  readonly lastModifiedDate: string;
  /** The properties as they were sent, so that reading gives back those the org has no use for. */
  readonly source: Metadata;
}

/** Who changes the make-up of the org, and when. */
export interface Change {
  readonly userId: string;
  readonly now: Date;
}

/** The key prefixes of the ids of components. Source: key prefix lists; `00b` WebLink, `03d` ValidationRule. */
const componentPrefixes: Readonly<Record<string, string>> = {
  CustomObject: '01I',
  CustomField: '00N',
  WebLink: '00b',
  ValidationRule: '03d',
};

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

interface Saved {
  readonly taken: Readonly<Record<'a' | 'e', number>>;
  readonly numbers: readonly (readonly [string, number])[];
  readonly components: readonly (readonly [string, Component])[];
  readonly objects: readonly Record<string, unknown>[];
  readonly removed: readonly string[];
}

/** Turns an object as it stands back into a definition that can be changed and put again. */
export function definitionOf(object: SchemaObject): ObjectDefinition {
  const { queryable, searchable, undeletable, layoutable, mergeable } = object;
  return { ...object, traits: { queryable, searchable, undeletable, layoutable, mergeable } };
}

/** What people changed about the objects and fields of an org, and the components that only the Metadata API knows. */
export class CustomMetadata implements OrgArea {
  readonly name = 'schema';
  readonly loadsFirst = true;
  readonly #store: Store;
  readonly #changed: () => void;
  readonly #components = new Map<string, Component>();
  readonly #numbers = new Map<string, number>();
  readonly #objects = new Set<string>();
  readonly #removed = new Set<string>();
  #taken = { a: 0, e: 0 };

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(store: Store, changed: () => void = () => {}) {
    this.#store = store;
    this.#changed = changed;
  }

  /** Takes the key prefix of a new custom object (`a01` on) or platform event (`e01` on); none is given twice. */
  takePrefix(letter: 'a' | 'e'): string {
    while (true) {
      this.#taken[letter] += 1;
      const number = this.#taken[letter];
      const prefix = `${letter}${digits.charAt(Math.floor(number / 62))}${digits.charAt(number % 62)}`;
      if (!this.#store.schema.findByPrefix(prefix)) return prefix;
    }
  }

  /** Adds an object or replaces the one of the same name. */
  putObject(definition: ObjectDefinition): void {
    this.#store.schema.put(definition);
    this.#objects.add(definition.name);
    this.#removed.delete(definition.name);
    this.#changed();
  }

  /** Takes an object away, with its records and what was known about its components. */
  removeObject(object: SchemaObject): void {
    this.#store.drop(object);
    this.#store.schema.remove(object.name);
    this.#objects.delete(object.name);
    if (standardObjects.some(({ name }) => name === object.name)) this.#removed.add(object.name);
    this.#changed();
  }

  /** What is known about a component; undefined when the Metadata API never touched it. */
  find(type: string, fullName: string): Component | undefined {
    return this.#components.get(`${type}:${fullName.toLowerCase()}`);
  }

  /** All components of a type that the Metadata API touched. */
  list(type: string): readonly Component[] {
    return [...this.#components].flatMap(([key, component]) => (key.startsWith(`${type}:`) ? [component] : []));
  }

  /** Notes that a component was created or changed. */
  note(type: string, fullName: string, source: Metadata, { userId, now }: Change): void {
    const before = this.find(type, fullName);
    const moment = formatDateTime(now);
    this.#components.set(`${type}:${fullName.toLowerCase()}`, {
      id: before?.id ?? this.#takeId(type),
      fullName,
      createdById: before?.createdById ?? userId,
      createdDate: before?.createdDate ?? moment,
      lastModifiedById: userId,
      lastModifiedDate: moment,
      source,
    });
    this.#changed();
  }

  /** Forgets a component. */
  forget(type: string, fullName: string): void {
    this.#components.delete(`${type}:${fullName.toLowerCase()}`);
    this.#changed();
  }

  /** Notes that a component has another name from now on. */
  rename(type: string, from: string, to: string): void {
    const component = this.find(type, from);
    this.forget(type, from);
    if (component) this.#components.set(`${type}:${to.toLowerCase()}`, { ...component, fullName: to });
  }

  #takeId(type: string): string {
    const number = (this.#numbers.get(type) ?? 0) + 1;
    this.#numbers.set(type, number);
    return makeId(componentPrefixes[type] ?? '0mt', number);
  }

  /** Forgets everything; the schema itself is put back by the org. */
  reset(): void {
    this.#components.clear();
    this.#numbers.clear();
    this.#objects.clear();
    this.#removed.clear();
    this.#taken = { a: 0, e: 0 };
  }

  /** The changed objects as definitions without what can be found again, and the components. */
  save(): Saved {
    const objects = [...this.#objects].flatMap((name) => {
      const object = this.#store.schema.find(name);
      if (!object) return [];
      const { fieldByName, fieldByRelationship, nameField, derive, ...rest } = definitionOf(object) as SchemaObject;
      return [rest as unknown as Record<string, unknown>];
    });
    return {
      taken: { ...this.#taken },
      numbers: [...this.#numbers],
      components: [...this.#components],
      objects,
      removed: [...this.#removed],
    };
  }

  /** Takes up what `save` gave. */
  load(saved: unknown): void {
    const state = saved as Saved;
    this.reset();
    this.#taken = { ...state.taken };
    for (const [type, number] of state.numbers) this.#numbers.set(type, number);
    for (const [key, component] of state.components) this.#components.set(key, component);
    for (const name of state.removed) {
      this.#store.schema.remove(name);
      this.#removed.add(name);
    }
    for (const object of state.objects) {
      const definition = object as unknown as ObjectDefinition;
      const derive = standardObjects.find(({ name }) => name === definition.name)?.derive;
      this.#store.schema.put(derive ? { ...definition, derive } : definition);
      this.#objects.add(definition.name);
    }
  }
}
