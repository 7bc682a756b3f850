import type { OrgArea } from '../areas.ts';
import type { ObjectDefinition, SchemaObject } from '../schema/object.ts';
import { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import {
  type FieldPermissions,
  type ObjectPermissions,
  type Profile,
  type SystemPermission,
  standardProfiles,
} from './profile.ts';

const open: ObjectPermissions = { create: true, read: true, edit: true, delete: true };

/** The object as someone with this profile sees it; null when they may not see it at all. */
function seenBy(profile: Profile, object: SchemaObject): ObjectDefinition | null {
  const may = profile.objects.get(object.name) ?? open;
  if (!may.read) return null;
  const fields = object.fields.flatMap((field) => {
    const access = profile.fields.get(`${object.name}.${field.name}`);
    if (!access) return [field];
    if (!access.readable) return [];
    return [access.editable ? field : { ...field, createable: false, updateable: false }];
  });
  return {
    ...object,
    fields,
    // Kept as they are: without this they would follow from the permissions.
    traits: {
      queryable: object.queryable,
      searchable: object.searchable,
      undeletable: object.undeletable,
      layoutable: object.layoutable,
      mergeable: object.mergeable,
    },
    createable: object.createable && may.create,
    updateable: object.updateable && may.edit,
    deletable: object.deletable && may.delete,
  };
}

/** Who may see and do what. */
export class Access implements OrgArea {
  readonly name = 'access';
  readonly #store: Store;
  readonly #changed: () => void;
  readonly #profiles = new Map<string, Profile>();
  readonly #views = new Map<string, { readonly revision: number; readonly schema: Schema }>();

  constructor(store: Store, changed: () => void = () => {}) {
    this.#store = store;
    this.#changed = changed;
    this.#restart();
  }

  /** Gives every profile the permissions of a new org. */
  reset(): void {
    this.#restart();
    this.#changed();
  }

  #restart(): void {
    this.#profiles.clear();
    this.#views.clear();
    for (const profile of standardProfiles) this.#profiles.set(profile.id, profile);
  }

  /** All profiles. */
  get profiles(): readonly Profile[] {
    return [...this.#profiles.values()];
  }

  /** The profile of a user; the one that may least when the user's record names none. */
  profileOf(userId: string): Profile {
    const id = this.#store.findById(userId)?.ProfileId;
    return this.#profiles.get(typeof id === 'string' ? id : '') ?? standardProfiles[1];
  }

  /** Whether a user has a system permission. */
  has(userId: string, permission: SystemPermission): boolean {
    return this.profileOf(userId).permissions.has(permission);
  }

  /** The schema as a user sees it: without objects and fields hidden from them, others marked read-only. */
  schemaFor(userId: string): Schema {
    const profile = this.profileOf(userId);
    const full = this.#store.schema;
    if (profile.objects.size === 0 && profile.fields.size === 0) return full;
    const known = this.#views.get(profile.id);
    if (known?.revision === full.revision) return known.schema;
    const schema = new Schema(full.objects.flatMap((object) => seenBy(profile, object) ?? []));
    this.#views.set(profile.id, { revision: full.revision, schema });
    return schema;
  }

  #change(name: string, change: (profile: Profile) => Profile): boolean {
    const profile = this.profiles.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (!profile) return false;
    this.#profiles.set(profile.id, change(profile));
    this.#views.delete(profile.id);
    this.#changed();
    return true;
  }

  /** Changes what a profile may do with an object. False when there is no such profile. */
  setObject(profileName: string, objectName: string, permissions: ObjectPermissions): boolean {
    return this.#change(profileName, (profile) => ({
      ...profile,
      objects: new Map(profile.objects).set(objectName, permissions),
    }));
  }

  /** Changes what a profile may do with a field (`Object.Field`). False when there is no such profile. */
  setField(profileName: string, path: string, permissions: FieldPermissions): boolean {
    return this.#change(profileName, (profile) => ({
      ...profile,
      fields: new Map(profile.fields).set(path, permissions),
    }));
  }

  /** Gives or takes a system permission. False when there is no such profile. */
  setPermission(profileName: string, permission: SystemPermission, granted: boolean): boolean {
    return this.#change(profileName, (profile) => {
      const permissions = new Set(profile.permissions);
      if (granted) permissions.add(permission);
      else permissions.delete(permission);
      return { ...profile, permissions };
    });
  }

  /** The permissions as plain data. */
  save(): unknown {
    return this.profiles.map(({ id, name, permissions, objects, fields }) => ({
      id,
      name,
      permissions: [...permissions],
      objects: [...objects],
      fields: [...fields],
    }));
  }

  /** Takes up what `save` gave. */
  load(saved: unknown): void {
    for (const profile of saved as {
      id: string;
      name: string;
      permissions: SystemPermission[];
      objects: [string, ObjectPermissions][];
      fields: [string, FieldPermissions][];
    }[]) {
      this.#profiles.set(profile.id, {
        ...profile,
        permissions: new Set(profile.permissions),
        objects: new Map(profile.objects),
        fields: new Map(profile.fields),
      });
    }
    this.#views.clear();
  }
}
