import { describeGlobal, describeObject } from '../../schema/describe.ts';
import { isJsonObject } from '../../store/deserialize.ts';
import { SoapFault } from '../fault.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { writeElement, type XmlValue } from '../write-xml.ts';
import { findSObjectType } from './read-sobject.ts';

/** Most objects one call describes. Source: SOAP API, describeSObjects(). */
const describeLimit = 100;

/** Members that only the REST description has. */
const restOnly = new Set(['urls', 'associateEntityType', 'associateParentEntity', 'sobjectDescribeOption']);

/** JSON as XML: lists repeat their element, members without a value are left out, as the WSDL allows. */
function toXmlValue(value: unknown): XmlValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => toXmlValue(item) ?? []);
  if (isJsonObject(value)) {
    const members = Object.entries(value).filter(([name]) => !restOnly.has(name));
    return Object.fromEntries(members.map(([name, inner]) => [name, toXmlValue(inner)]));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

const describeAll: SoapOperation = (call) =>
  writeElement('result', toXmlValue(describeGlobal(call.schema, call.base)) ?? {});

function describeOne(call: SoapCall, name: string): string {
  const object = findSObjectType(call, name);
  const page = `${call.org.instanceUrl}/{ID}`;
  return writeElement('result', {
    ...(toXmlValue(describeObject(call.schema, object, call.base)) as Record<string, XmlValue>),
    urlDetail: page,
    urlEdit: `${page}/e`,
    urlNew: `${call.org.instanceUrl}/${object.keyPrefix}/e`,
  });
}

const describeSObject: SoapOperation = (call) => describeOne(call, call.body.textOf('sObjectType')?.trim() ?? '');

const describeSObjects: SoapOperation = (call) => {
  const names = call.body.textsOf('sObjectType');
  if (names.length > describeLimit) {
    throw new SoapFault('EXCEEDED_MAX_TYPES_LIMIT', `cannot describe more than ${describeLimit} objects in one call`);
  }
  return names.map((name) => describeOne(call, name.trim())).join('');
};

/** The calls that tell what objects and fields there are. */
export const describeCalls: readonly (readonly [string, SoapOperation])[] = [
  ['describeGlobal', describeAll],
  ['describeSObject', describeSObject],
  ['describeSObjects', describeSObjects],
];
