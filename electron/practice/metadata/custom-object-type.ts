import type { SchemaObject } from '../schema/object.ts';
import { needObject, putObject } from './change-object.ts';
import { makeNameField } from './custom-field.ts';
import { addField, changeField, customFieldType, readField } from './custom-field-type.ts';
import { definitionOf } from './custom-metadata.ts';
import { checkObject, makeObject } from './custom-object.ts';
import { type Metadata, needText, partOf, partsOf, without } from './metadata.ts';
import { MetadataError } from './metadata-error.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { moveObject, removeObjectWithRecords } from './move-object.ts';
import { checkObjectName } from './names.ts';
import { metadataType } from './show-field.ts';
import { readObjectRules, validationRuleType } from './validation-rule-type.ts';
import { readObjectLinks, webLinkType } from './web-link-type.ts';

const type = 'CustomObject';

/** The properties that are components of their own. */
const parts = ['fields', 'validationRules', 'webLinks'];

function needCustomObject(context: MetadataContext, name: string): SchemaObject {
  const object = needObject(context, name);
  if (object.custom) return object;
  throw new MetadataError('INVALID_FIELD', `${object.name} is a standard object.`, ['fullName']);
}

function addParts(context: MetadataContext, object: SchemaObject, metadata: Metadata): void {
  for (const field of partsOf(metadata, 'fields')) {
    addField(context, object.name, needText(field, 'fullName'), field);
  }
  for (const [property, partType] of [
    ['validationRules', validationRuleType],
    ['webLinks', webLinkType],
  ] as const) {
    for (const part of partsOf(metadata, property)) {
      partType.create(context, { ...part, fullName: `${object.name}.${needText(part, 'fullName')}` });
    }
  }
}

function create(context: MetadataContext, metadata: Metadata): void {
  const { org } = context;
  const name = needText(metadata, 'fullName');
  checkObjectName(name);
  if (org.store.schema.find(name)) {
    throw new MetadataError('DUPLICATE_DEVELOPER_NAME', `There is already a Custom Object named ${name}.`, [
      'fullName',
    ]);
  }
  checkObject(name, metadata);
  // Checked with a prefix that is nobody's, so that a refusal uses none up.
  makeObject(name, '???', metadata);
  const keyPrefix = org.customMetadata.takePrefix(name.endsWith('__e') ? 'e' : 'a');
  putObject(context, makeObject(name, keyPrefix, metadata));
  org.customMetadata.note(type, name, without(metadata, parts), context);
  const object = needObject(context, name);
  try {
    addParts(context, object, metadata);
  } catch (error) {
    removeObjectWithRecords(context, needObject(context, name));
    throw error;
  }
}

/** Standard objects take fields, rules and links of the call only; custom objects their own properties as well. */
function update(context: MetadataContext, metadata: Metadata): void {
  const object = needObject(context, needText(metadata, 'fullName'));
  if (object.custom) {
    checkObject(object.name, metadata);
    const sent = partOf(metadata, 'nameField');
    const nameField = sent && makeNameField(sent);
    if (nameField && (nameField.autoNumber === undefined) !== (object.nameField?.autoNumber === undefined)) {
      const message = 'The practice org does not change the type of the name field.';
      throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['nameField']);
    }
    putObject(context, {
      ...definitionOf(object),
      label: needText(metadata, 'label'),
      labelPlural: needText(metadata, 'pluralLabel'),
      fields: object.fields.map((field) => (field.nameField && nameField ? nameField : field)),
    });
    context.org.customMetadata.note(type, object.name, without(metadata, parts), context);
  }
  for (const field of partsOf(metadata, 'fields')) {
    const name = needText(field, 'fullName');
    const present = needObject(context, object.name).fieldByName.get(name.toLowerCase());
    if (!present) addField(context, object.name, name, field);
    // Standard fields are shown, so they are sent back as they were read.
    else if (present.custom) changeField(context, `${object.name}.${present.name}`, field);
  }
  for (const [property, partType] of [
    ['validationRules', validationRuleType],
    ['webLinks', webLinkType],
  ] as const) {
    for (const part of partsOf(metadata, property)) {
      const fullName = `${object.name}.${needText(part, 'fullName')}`;
      const change = partType.read(context, fullName) ? partType.update : partType.create;
      change(context, { ...part, fullName });
    }
  }
}

function read(context: MetadataContext, fullName: string): Metadata | null {
  const object = context.org.store.schema.find(fullName);
  if (!object) return null;
  const source = context.org.customMetadata.find(type, object.name)?.source ?? {};
  const { nameField } = object;
  const shownName: Metadata =
    object.custom && nameField
      ? {
          nameField: {
            ...partOf(source, 'nameField'),
            label: nameField.label,
            type: metadataType(nameField),
            ...(nameField.autoNumber === undefined ? {} : { displayFormat: nameField.autoNumber }),
          },
        }
      : {};
  const fields = object.fields.flatMap((field) => {
    if (field.custom) return [readField(context, object, field, field.name)];
    return object.custom ? [] : [{ fullName: field.name }];
  });
  const defaults: Metadata = object.custom ? { deploymentStatus: 'Deployed', sharingModel: 'ReadWrite' } : {};
  return {
    ...defaults,
    ...source,
    fullName: object.name,
    label: object.label,
    pluralLabel: object.labelPlural,
    ...shownName,
    fields,
    validationRules: readObjectRules(context, object),
    webLinks: readObjectLinks(context, object),
  };
}

/** The objects of the org; custom ones can be made, changed, renamed and deleted. */
export const customObjectType: MetadataType = {
  name: type,
  description: {
    directoryName: 'objects',
    suffix: 'object',
    childXmlNames: [customFieldType.name, validationRuleType.name, webLinkType.name],
  },
  list: ({ org }) => org.store.schema.objects.map(({ name }) => name),
  read,
  create,
  update,
  remove: (context, fullName) => removeObjectWithRecords(context, needCustomObject(context, fullName)),
  rename: (context, from, to) => {
    const object = needCustomObject(context, from);
    checkObjectName(to);
    if (to.slice(-3) !== object.name.slice(-3)) {
      throw new MetadataError('INVALID_FIELD', 'The end of the name cannot change.', ['fullName']);
    }
    if (context.org.store.schema.find(to)) {
      throw new MetadataError('DUPLICATE_DEVELOPER_NAME', `There is already a Custom Object named ${to}.`, [
        'fullName',
      ]);
    }
    moveObject(context, object, to);
  },
};
