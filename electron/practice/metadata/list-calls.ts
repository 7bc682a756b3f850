import { orgId, practiceUsers } from '../identity.ts';
import { findUser } from '../oauth/users.ts';
import { SoapFault } from '../soap/fault.ts';
import type { SoapCall, SoapOperation } from '../soap/soap-call.ts';
import { writeElement, type XmlValue } from '../soap/write-xml.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { metadataTypes } from './types.ts';

/** Most queries of one listMetadata call. Source: Metadata API, listMetadata(). */
const queryLimit = 3;

function soapMoment(moment: string): string {
  return moment.replace(/\+0000$/, 'Z');
}

/** What is known about a component: who made it and when, or the org's beginning for those that were always there. */
function describeFile({ org }: MetadataContext, type: MetadataType, fullName: string): XmlValue {
  const component = org.customMetadata.find(type.name, fullName);
  const organization = org.store.table(org.store.schema.need('Organization')).find(orgId);
  const since = String(organization?.CreatedDate ?? org.now().toISOString());
  const createdById = component?.createdById ?? practiceUsers[0].id;
  const lastModifiedById = component?.lastModifiedById ?? practiceUsers[0].id;
  const owner = fullName.split('.')[0] ?? fullName;
  return {
    createdById,
    createdByName: findUser(org, createdById)?.name ?? '',
    createdDate: soapMoment(component?.createdDate ?? since),
    fileName: type.description
      ? `${type.description.directoryName}/${fullName}.${type.description.suffix}`
      : `objects/${owner}.object`,
    fullName,
    id: component?.id ?? '',
    lastModifiedById,
    lastModifiedByName: findUser(org, lastModifiedById)?.name ?? '',
    lastModifiedDate: soapMoment(component?.lastModifiedDate ?? since),
    manageableState: 'unmanaged',
    type: type.name,
  };
}

/** The calls that tell which components there are, and of which types they can be. */
export function listCalls(
  contextOf: (call: SoapCall) => MetadataContext,
  needType: (name: string | null) => MetadataType,
): readonly (readonly [string, SoapOperation])[] {
  const listMetadata: SoapOperation = (call) => {
    const context = contextOf(call);
    const queries = call.body.all('queries');
    if (queries.length > queryLimit) {
      throw new SoapFault('LIMIT_EXCEEDED', `at most ${queryLimit} queries can be sent in one call`);
    }
    return queries
      .flatMap((query) => {
        const type = needType(query.textOf('type'));
        return type.list(context).map((fullName) => writeElement('result', describeFile(context, type, fullName)));
      })
      .join('');
  };
  const describeMetadata: SoapOperation = (call) => {
    contextOf(call);
    const metadataObjects = metadataTypes.flatMap(({ name, description }) =>
      description
        ? {
            childXmlNames: [...description.childXmlNames],
            directoryName: description.directoryName,
            inFolder: false,
            metaFile: false,
            suffix: description.suffix,
            xmlName: name,
          }
        : [],
    );
    return writeElement('result', {
      metadataObjects,
      organizationNamespace: '',
      partialSaveAllowed: true,
      testRequired: false,
    });
  };
  return [
    ['listMetadata', listMetadata],
    ['describeMetadata', describeMetadata],
  ];
}
