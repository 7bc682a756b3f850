import { account } from './account.ts';
import { contact } from './contact.ts';
import { lead } from './lead.ts';
import { type ObjectDefinition, prepareObject, type SchemaObject } from './object.ts';
import { opportunity } from './opportunity.ts';
import { user } from './user.ts';

/** The objects an org knows, found by name in any case. */
export class Schema {
  readonly objects: readonly SchemaObject[];
  readonly #byName: ReadonlyMap<string, SchemaObject>;

  constructor(definitions: readonly ObjectDefinition[]) {
    this.objects = definitions.map(prepareObject);
    this.#byName = new Map(this.objects.map((object) => [object.name.toLowerCase(), object]));
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
}

/** The schema every practice org starts with, in the alphabetical order of describe. */
export const standardSchema = new Schema([account, contact, lead, opportunity, user]);
