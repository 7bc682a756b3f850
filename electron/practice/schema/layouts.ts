import { makeId } from '../ids.ts';
import type { FieldDefinition } from './field.ts';
import type { SchemaObject } from './object.ts';
import { masterRecordTypeId } from './record-types.ts';

/** How many fields a compact layout shows. */
const compactFields = 4;

/** A stable id made of the object's key prefix, read as a number. */
function layoutId(prefix: '00h' | '0AH', object: SchemaObject): string {
  return makeId(prefix, Number.parseInt(object.keyPrefix, 36));
}

function layoutItem(field: FieldDefinition, tabOrder: number): Record<string, unknown> {
  return {
    editableForNew: field.createable,
    editableForUpdate: field.updateable,
    label: field.label,
    layoutComponents: [{ displayLines: 1, tabOrder, type: 'Field', value: field.name }],
    placeholder: false,
    required: !field.nillable && field.createable && !field.defaultedOnCreate,
  };
}

const emptyItem = {
  editableForNew: false,
  editableForUpdate: false,
  label: '',
  layoutComponents: [],
  placeholder: true,
  required: false,
};

function section(object: SchemaObject, heading: string, fields: readonly FieldDefinition[]): Record<string, unknown> {
  const items: Record<string, unknown>[] = fields.map((field, index) => layoutItem(field, index + 1));
  const layoutRows = Array.from({ length: Math.ceil(items.length / 2) }, (_, row) => ({
    layoutItems: [items[row * 2] ?? emptyItem, items[row * 2 + 1] ?? emptyItem],
    numItems: 2,
  }));
  return {
    collapsed: false,
    columns: 2,
    heading,
    layoutRows,
    layoutSectionId: null,
    parentLayoutId: layoutId('00h', object),
    rows: layoutRows.length,
    tabOrder: 'LeftToRight',
    useCollapsibleSection: false,
    useHeading: true,
  };
}

/** The page layout of an object: one section with every field people see. */
export function describeLayout(object: SchemaObject): Record<string, unknown> {
  const heading = `${object.label} Information`;
  const shown = object.fields.filter(({ name }) => !['Id', 'IsDeleted', 'SystemModstamp'].includes(name));
  return {
    buttonLayoutSection: null,
    detailLayoutSections: [section(object, heading, shown)],
    editLayoutSections: [
      section(
        object,
        heading,
        shown.filter(({ createable, updateable }) => createable || updateable),
      ),
    ],
    feedView: null,
    highlightsPanelLayoutSection: null,
    id: layoutId('00h', object),
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: { quickActionListItems: [] },
    relatedContent: { relatedContentItems: [] },
    relatedLists: [],
    saveOptions: [],
  };
}

/** The body of `describe/layouts`. */
export function describeLayouts(object: SchemaObject, base: string): Record<string, unknown> {
  return {
    layouts: [describeLayout(object)],
    recordTypeMappings: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        layoutId: layoutId('00h', object),
        master: true,
        name: 'Master',
        picklistsForRecordType: object.fields.flatMap(({ name, picklist, defaultValue }) =>
          picklist
            ? [
                {
                  picklistName: name,
                  picklistValues: picklist.values.map((value) => ({
                    active: true,
                    defaultValue: value === defaultValue,
                    label: value,
                    validFor: null,
                    value,
                  })),
                },
              ]
            : [],
        ),
        recordTypeId: masterRecordTypeId,
        urls: { layout: `${base}/sobjects/${object.name}/describe/layouts/${masterRecordTypeId}` },
      },
    ],
    recordTypeSelectorRequired: [false],
  };
}

/** The body of `describe/compactLayouts`: the name and the first fields. */
export function describeCompactLayouts(object: SchemaObject): Record<string, unknown> {
  const id = layoutId('0AH', object);
  const named = object.fields.filter(({ nameField }) => nameField);
  const others = object.fields.filter(({ nameField, createable }) => !nameField && createable);
  const fields = [...named, ...others].slice(0, compactFields);
  return {
    compactLayouts: [
      {
        actions: [],
        fieldItems: fields.map((field, index) => layoutItem(field, index + 1)),
        id,
        imageItems: [],
        label: 'System Default',
        name: 'SYSTEM',
        objectType: object.name,
      },
    ],
    defaultCompactLayoutId: id,
    recordTypeCompactLayoutMappings: [
      {
        available: true,
        compactLayoutId: id,
        compactLayoutName: 'SYSTEM',
        recordTypeId: masterRecordTypeId,
        recordTypeName: 'Master',
      },
    ],
  };
}

/** How an approver sees a record: its name and owner. `process` gives the layout its id and names. */
export function describeApprovalLayout(
  object: SchemaObject,
  process: { readonly id: string; readonly label: string; readonly developerName: string },
): Record<string, unknown> {
  const shown = object.fields.filter(({ name, nameField }) => nameField || name === 'OwnerId');
  return {
    id: process.id,
    label: process.label,
    layoutItems: shown.map((field, index) => layoutItem(field, index + 1)),
    name: process.developerName,
  };
}
