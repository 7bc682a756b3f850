import { SoapFault } from '../soap/fault.ts';
import type { SoapCall, SoapOperation, SoapOperations } from '../soap/soap-call.ts';
import { writeElement, Xml } from '../soap/write-xml.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { listCalls } from './list-calls.ts';
import { type Metadata, type MetadataValue, readMetadata, textOf } from './metadata.ts';
import { attempt, type ComponentResult, writeResult } from './metadata-results.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { findMetadataType } from './types.ts';

/** Most components of one call. Source: Metadata API, createMetadata(). */
const componentLimit = 10;

/** Who changes the org. Throws SoapFault when the user may not. */
function contextOf({ org, session }: SoapCall): MetadataContext {
  const { userId } = session;
  if (org.access.has(userId, 'ModifyMetadata') || org.access.has(userId, 'ModifyAllData')) {
    return { org, userId, now: org.now() };
  }
  const message = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
  throw new SoapFault('INSUFFICIENT_ACCESS', message);
}

function needType(name: string | null | undefined): MetadataType {
  const type = findMetadataType(name?.trim() ?? '');
  if (type) return type;
  const message = `Unknown type name '${(name ?? '').slice(0, 100)}' specified in http://soap.sforce.com/2006/04/metadata`;
  throw new SoapFault('INVALID_TYPE', message);
}

function checkCount(count: number): void {
  if (count <= componentLimit) return;
  throw new SoapFault('LIMIT_EXCEEDED', `at most ${componentLimit} components can be sent in one call, not ${count}`);
}

/** Answers create, update and upsert: each component by itself. */
function save(
  change: (context: MetadataContext, type: MetadataType, metadata: Metadata) => boolean | undefined,
  isUpsert = false,
): SoapOperation {
  return (call) => {
    const context = contextOf(call);
    const sent = call.body.all('metadata');
    checkCount(sent.length);
    const components = sent.map((element) => ({ type: needType(element.type), metadata: readMetadata(element) }));
    const results = components.map(
      ({ type, metadata }): ComponentResult =>
        attempt(textOf(metadata, 'fullName') ?? '', () => change(context, type, metadata)),
    );
    return results.map((result) => writeResult(result, isUpsert)).join('');
  };
}

const createMetadata = save((context, type, metadata) => {
  type.create(context, metadata);
  return undefined;
});

const updateMetadata = save((context, type, metadata) => {
  type.update(context, metadata);
  return undefined;
});

const upsertMetadata = save((context, type, metadata) => {
  const fullName = textOf(metadata, 'fullName');
  const isNew = fullName === undefined || type.read(context, fullName) === null;
  if (isNew) type.create(context, metadata);
  else type.update(context, metadata);
  return isNew;
}, true);

const deleteMetadata: SoapOperation = (call) => {
  const context = contextOf(call);
  const type = needType(call.body.textOf('type'));
  const names = call.body.textsOf('fullNames').map((name) => name.trim());
  checkCount(names.length);
  return names
    .map((fullName) =>
      attempt(fullName, () => {
        type.remove(context, fullName);
        return undefined;
      }),
    )
    .map((result) => writeResult(result, false))
    .join('');
};

const renameMetadata: SoapOperation = (call) => {
  const context = contextOf(call);
  const type = needType(call.body.textOf('type'));
  const from = call.body.textOf('oldFullName')?.trim() ?? '';
  const to = call.body.textOf('newFullName')?.trim() ?? '';
  const result = attempt(from, () => {
    type.rename(context, from, to);
    return undefined;
  });
  return writeResult(result, false);
};

function writeProperty(name: string, value: MetadataValue): string {
  if (typeof value === 'string') return /^\w+$/.test(name) ? writeElement(name, value) : '';
  if (!isJsonObject(value))
    return (value as readonly MetadataValue[]).map((item) => writeProperty(name, item)).join('');
  return /^\w+$/.test(name) ? writeElement(name, new Xml(writeProperties(value as Metadata))) : '';
}

function writeProperties(metadata: Metadata): string {
  return Object.entries(metadata)
    .map(([name, value]) => writeProperty(name, value))
    .join('');
}

/** One `records` element for each name, nil where there is no such component. */
const readCall: SoapOperation = (call) => {
  const context = contextOf(call);
  const type = needType(call.body.textOf('type'));
  const names = call.body.textsOf('fullNames').map((name) => name.trim());
  checkCount(names.length);
  const records = names.map((fullName) => {
    let metadata: Metadata | null = null;
    const { error } = attempt(fullName, () => {
      metadata = type.read(context, fullName);
      return undefined;
    });
    if (error || metadata === null) return writeElement('records', null);
    return writeElement('records', new Xml(writeProperties(metadata)), { 'xsi:type': type.name });
  });
  return writeElement('result', new Xml(records.join('')));
};

/** What takes zip files is refused in words; everything the org knows can be sent by the other calls. */
const refuseZip: SoapOperation = ({ body }) => {
  const message = `The practice org does not answer ${body.name}. Use createMetadata, readMetadata, updateMetadata, upsertMetadata and deleteMetadata.`;
  throw new SoapFault('INVALID_OPERATION', message);
};

const zipCalls = [
  'deploy',
  'checkDeployStatus',
  'cancelDeploy',
  'deployRecentValidation',
  'retrieve',
  'checkRetrieveStatus',
  'checkStatus',
];

/** The calls of the Metadata API. */
export const metadataCalls: SoapOperations = new Map<string, SoapOperation>([
  ['createMetadata', createMetadata],
  ['updateMetadata', updateMetadata],
  ['upsertMetadata', upsertMetadata],
  ['deleteMetadata', deleteMetadata],
  ['renameMetadata', renameMetadata],
  ['readMetadata', readCall],
  ...listCalls(contextOf, needType),
  ...zipCalls.map((name) => [name, refuseZip] as const),
]);
