import { ApiError } from '../api-error.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { ValidationRule } from '../validation/validation-rules.ts';
import { needObject } from './change-object.ts';
import { formulaToSoql } from './formula.ts';
import { flagOf, type Metadata, needText, textOf } from './metadata.ts';
import { MetadataError, noSuchComponent } from './metadata-error.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { checkPlainName, splitFullName } from './names.ts';

const type = 'ValidationRule';

function inForce({ org }: MetadataContext, object: SchemaObject, name: string): ValidationRule | undefined {
  const same = (text: string) => text.toLowerCase() === name.toLowerCase();
  return org.validationRules.list().find((rule) => rule.object === object.name && same(rule.name));
}

/** Puts a rule in force, or takes it out of force when it is not active. Throws MetadataError. */
function put(context: MetadataContext, object: SchemaObject, name: string, metadata: Metadata): void {
  const { org } = context;
  const condition = formulaToSoql(needText(metadata, 'errorConditionFormula'));
  const field = textOf(metadata, 'errorDisplayField');
  const message = needText(metadata, 'errorMessage');
  const isActive = flagOf(metadata, 'active');
  try {
    // An inactive rule is checked all the same: it goes in and out again.
    org.validationRules.put({ object: object.name, name, condition, message, ...(field ? { field } : {}) });
    if (!isActive) org.validationRules.remove(object.name, name);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [entry] = error.entries;
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', entry?.message ?? error.message, ['errorConditionFormula']);
  }
  org.customMetadata.note(type, `${object.name}.${name}`, metadata, context);
}

function readRule(context: MetadataContext, object: SchemaObject, name: string, fullName: string): Metadata | null {
  const rule = inForce(context, object, name);
  const source = context.org.customMetadata.find(type, `${object.name}.${name}`)?.source;
  if (!rule) return source ? { ...source, fullName, active: 'false' } : null;
  return {
    // A rule that did not come as a formula shows its condition, which a formula can be as well.
    errorConditionFormula: rule.condition,
    ...source,
    fullName,
    active: 'true',
    errorMessage: rule.message,
    ...(rule.field === undefined ? {} : { errorDisplayField: rule.field }),
  };
}

function names({ org }: MetadataContext, object: SchemaObject): readonly string[] {
  const present = org.validationRules.list().filter((rule) => rule.object === object.name);
  const noted = org.customMetadata
    .list(type)
    .flatMap(({ fullName }) => (fullName.startsWith(`${object.name}.`) ? fullName.slice(object.name.length + 1) : []));
  return [...new Set([...present.map((rule) => rule.name), ...noted])];
}

/** The rules of an object, as parts of it. */
export function readObjectRules(context: MetadataContext, object: SchemaObject): readonly Metadata[] {
  return names(context, object)
    .map((name) => readRule(context, object, name, name))
    .filter((rule) => rule !== null);
}

/** Rules that refuse records. */
export const validationRuleType: MetadataType = {
  name: type,
  description: null,
  list: (context) =>
    context.org.store.schema.objects.flatMap((object) =>
      names(context, object).map((name) => `${object.name}.${name}`),
    ),
  read: (context, fullName) => {
    const { objectName, member } = splitFullName(fullName);
    const object = context.org.store.schema.find(objectName);
    return object ? readRule(context, object, member, `${object.name}.${member}`) : null;
  },
  create: (context, metadata) => {
    const { objectName, member } = splitFullName(needText(metadata, 'fullName'));
    const object = needObject(context, objectName);
    checkPlainName(member);
    if (readRule(context, object, member, member)) {
      const message = `There is already a validation rule named ${member} on ${object.label}.`;
      throw new MetadataError('DUPLICATE_DEVELOPER_NAME', message, ['fullName']);
    }
    put(context, object, member, metadata);
  },
  update: (context, metadata) => {
    const fullName = needText(metadata, 'fullName');
    const { objectName, member } = splitFullName(fullName);
    const object = needObject(context, objectName);
    if (!readRule(context, object, member, member)) throw noSuchComponent(type, fullName);
    put(context, object, inForce(context, object, member)?.name ?? member, metadata);
  },
  remove: ({ org }, fullName) => {
    const { objectName, member } = splitFullName(fullName);
    const known = org.customMetadata.find(type, fullName);
    const removed = org.validationRules.remove(objectName, member);
    if (!removed && !known) throw noSuchComponent(type, fullName);
    org.customMetadata.forget(type, fullName);
  },
  rename: (context, from, to) => {
    const { objectName, member } = splitFullName(from);
    const present = validationRuleType.read(context, from);
    if (!present) throw noSuchComponent(type, from);
    if (splitFullName(to).objectName.toLowerCase() !== objectName.toLowerCase()) {
      throw new MetadataError('INVALID_FIELD', 'A rule cannot move to another object.', ['fullName']);
    }
    validationRuleType.create(context, { ...present, fullName: to });
    validationRuleType.remove(context, `${objectName}.${member}`);
  },
};
