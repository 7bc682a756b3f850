import type { FieldDefinition, FieldType } from './field.ts';
import { isAggregatable, isFilterable, isGroupable, isSortable } from './field-abilities.ts';
import type { SchemaObject } from './object.ts';
import { describeRecordTypes } from './record-types.ts';
import type { Schema } from './schema.ts';

/** The type of each field as SOAP and describe name it. */
export const soapTypes: Readonly<Record<FieldType, string>> = {
  id: 'tns:ID',
  string: 'xsd:string',
  textarea: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  picklist: 'xsd:string',
  multipicklist: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  reference: 'tns:ID',
  base64: 'xsd:base64Binary',
};

function describePicklist(field: FieldDefinition): Record<string, unknown>[] {
  return (field.picklist?.values ?? []).map((value) => ({
    active: true,
    defaultValue: value === field.defaultValue,
    label: value,
    validFor: null,
    value,
  }));
}

function describeField(field: FieldDefinition): Record<string, unknown> {
  const { type, reference } = field;
  const isNumber = type === 'double' || type === 'currency' || type === 'percent';
  return {
    aggregatable: isAggregatable(field),
    aiPredictionField: false,
    autoNumber: field.autoNumber !== undefined,
    byteLength: field.length * (type === 'id' || type === 'reference' ? 1 : 3),
    calculated: field.calculated,
    calculatedFormula: null,
    cascadeDelete: reference?.cascadeDelete ?? false,
    caseSensitive: false,
    compoundFieldName: null,
    controllerName: null,
    createable: field.createable,
    custom: field.custom,
    defaultValue: type === 'boolean' ? (field.defaultValue ?? false) : null,
    defaultValueFormula: null,
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: type === 'int' ? field.precision : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: null,
    filterable: isFilterable(field),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: isGroupable(field),
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup,
    inlineHelpText: null,
    label: field.label,
    length: field.length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: (reference?.to.length ?? 0) > 1,
    nillable: field.nillable,
    permissionable: field.nillable && (field.createable || field.updateable),
    picklistValues: describePicklist(field),
    polymorphicForeignKey: (reference?.to.length ?? 0) > 1,
    precision: isNumber ? field.precision : 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: reference?.to ?? [],
    relationshipName: reference?.relationshipName ?? null,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: field.picklist?.restricted ?? false,
    scale: isNumber ? field.scale : 0,
    searchPrefilterable: type === 'reference',
    soapType: soapTypes[type],
    sortable: isSortable(field),
    type,
    unique: field.unique,
    updateable: field.updateable,
    writeRequiresMasterRead: false,
  };
}

/** An object as describe global lists it. `base` is the path of the version, such as `/services/data/v64.0`. */
export function summarizeObject(object: SchemaObject, base: string): Record<string, unknown> {
  const root = `${base}/sobjects/${object.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: object.createable,
    custom: object.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: object.deletable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    idEnabled: true,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.layoutable,
    mergeable: object.mergeable,
    mruEnabled: object.layoutable,
    name: object.name,
    queryable: object.queryable,
    replicateable: object.queryable,
    retrieveable: object.queryable,
    searchable: object.searchable,
    triggerable: object.createable,
    undeletable: object.undeletable,
    updateable: object.updateable,
    urls: {
      rowTemplate: `${root}/{ID}`,
      describe: `${root}/describe`,
      sobject: root,
      ...(object.layoutable
        ? {
            layouts: `${root}/describe/layouts`,
            compactLayouts: `${root}/describe/compactLayouts`,
            approvalLayouts: `${root}/describe/approvalLayouts`,
          }
        : {}),
    },
  };
}

/** The body of describe global. */
export function describeGlobal(schema: Schema, base: string): Record<string, unknown> {
  const sobjects = schema.objects.map((object) => summarizeObject(object, base));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}

function childRelationships(schema: Schema, parent: SchemaObject): Record<string, unknown>[] {
  return schema.objects.flatMap((child) =>
    child.fields
      .filter((field) => field.reference?.to.includes(parent.name))
      .map((field) => ({
        cascadeDelete: field.reference?.cascadeDelete ?? false,
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: field.reference?.childRelationshipName ?? null,
        restrictedDelete: false,
      })),
  );
}

function supportedScopes(object: SchemaObject): Record<string, unknown>[] {
  const plural = object.labelPlural.toLowerCase();
  const all = { label: `All ${plural}`, name: 'everything' };
  return object.fieldByName.has('ownerid') ? [all, { label: `My ${plural}`, name: 'mine' }] : [all];
}

/** The body of describe for one object: its summary, fields and child relationships. */
export function describeObject(schema: Schema, object: SchemaObject, base: string): Record<string, unknown> {
  const summary = summarizeObject(object, base);
  return {
    ...summary,
    actionOverrides: [],
    childRelationships: childRelationships(schema, object),
    compactLayoutable: true,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields.map(describeField),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: describeRecordTypes(object, base),
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: supportedScopes(object),
    urls: {
      ...(summary.urls as Record<string, string>),
      uiDetailTemplate: '/{ID}',
      uiEditTemplate: '/{ID}/e',
      uiNewRecord: `/${object.keyPrefix}/e`,
    },
  };
}
