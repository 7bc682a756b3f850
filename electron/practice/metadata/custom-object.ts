import { auditFields, dateTime, type FieldDefinition, identityFields, lookup, text } from '../schema/field.ts';
import type { ObjectDefinition } from '../schema/object.ts';
import { makeNameField } from './custom-field.ts';
import { flagOf, type Metadata, needText, partOf, partsOf, textOf } from './metadata.ts';
import { MetadataError } from './metadata-error.ts';

/** The choices of `deploymentStatus` and `sharingModel`. Source: Metadata API, CustomObject. */
const deploymentStatuses = ['Deployed', 'InDevelopment'];
const sharingModels = ['Private', 'Read', 'ReadWrite', 'ReadWriteTransfer', 'FullAccess', 'ControlledByParent'];

function needChoice(metadata: Metadata, name: string, choices: readonly string[]): string {
  const choice = needText(metadata, name);
  if (choices.includes(choice)) return choice;
  const message = `'${choice.slice(0, 100)}' is not a valid value for ${name}: ${choices.join(', ')}`;
  throw new MetadataError('INVALID_FIELD', message, [name]);
}

function makeEvent(name: string, keyPrefix: string, metadata: Metadata): ObjectDefinition {
  const fields: FieldDefinition[] = [
    text('ReplayId', 'Replay ID', 1000, { readOnly: true }),
    text('EventUuid', 'Event UUID', 36, { readOnly: true }),
    dateTime('CreatedDate', 'Created Date', { readOnly: true }),
    lookup('CreatedById', 'Created By ID', 'User', 'CreatedBy', { readOnly: true }),
  ];
  return {
    name,
    label: needText(metadata, 'label'),
    labelPlural: needText(metadata, 'pluralLabel'),
    keyPrefix,
    createable: true,
    updateable: false,
    deletable: false,
    traits: { queryable: false, searchable: false, undeletable: false, layoutable: false },
    fields,
  };
}

/** Throws MetadataError when something that a CustomObject must say is missing or not among its choices. */
export function checkObject(name: string, metadata: Metadata): void {
  needText(metadata, 'label');
  needText(metadata, 'pluralLabel');
  needChoice(metadata, 'deploymentStatus', deploymentStatuses);
  if (textOf(metadata, 'customSettingsType') !== undefined) {
    throw new MetadataError('INVALID_TYPE', 'The practice org does not have custom settings.', ['customSettingsType']);
  }
  if (name.endsWith('__e')) return;
  needChoice(metadata, 'sharingModel', sharingModels);
  if (!partOf(metadata, 'nameField')) {
    throw new MetadataError('REQUIRED_FIELD_MISSING', 'Must specify a nameField of type Text or AutoNumber', [
      'nameField',
    ]);
  }
}

/**
 * Makes the object that a CustomObject describes, without the fields it lists. Details of a master have no owner of
 * their own. Throws MetadataError.
 */
export function makeObject(name: string, keyPrefix: string, metadata: Metadata): ObjectDefinition {
  if (name.endsWith('__e')) return makeEvent(name, keyPrefix, metadata);
  const label = needText(metadata, 'label');
  const isDetail = partsOf(metadata, 'fields').some((field) => textOf(field, 'type') === 'MasterDetail');
  const nameField = makeNameField(partOf(metadata, 'nameField') ?? {});
  return {
    name,
    label,
    labelPlural: needText(metadata, 'pluralLabel'),
    keyPrefix,
    createable: true,
    updateable: true,
    deletable: true,
    traits: { searchable: textOf(metadata, 'enableSearch') === undefined || flagOf(metadata, 'enableSearch') },
    fields: [...identityFields(label), nameField, ...auditFields(isDetail ? 'unowned' : 'owned')],
  };
}
