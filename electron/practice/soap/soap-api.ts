/** What sets the SOAP services of the org apart. */
export interface SoapApi {
  readonly kind: 'partner' | 'enterprise' | 'metadata' | 'apex';
  /** The namespace of calls and answers. */
  readonly namespace: string;
  /** The namespace bound to the prefix `sf` in faults. */
  readonly faultNamespace: string;
  /** The namespace of records, bound to the prefix `sf` in answers that carry some; null where there are none. */
  readonly recordNamespace: string | null;
  /** Whether faults say more in a `detail` element. */
  readonly faultDetails: boolean;
}

/** The loosely typed service, `/services/Soap/u`: records are `sObject`s that name their type. */
export const partnerApi: SoapApi = {
  kind: 'partner',
  namespace: 'urn:partner.soap.sforce.com',
  faultNamespace: 'urn:fault.partner.soap.sforce.com',
  recordNamespace: 'urn:sobject.partner.soap.sforce.com',
  faultDetails: true,
};

/** The strongly typed service, `/services/Soap/c`: the type of a record is its `xsi:type`. */
export const enterpriseApi: SoapApi = {
  kind: 'enterprise',
  namespace: 'urn:enterprise.soap.sforce.com',
  faultNamespace: 'urn:fault.enterprise.soap.sforce.com',
  recordNamespace: 'urn:sobject.enterprise.soap.sforce.com',
  faultDetails: true,
};

/** The service for the org's own make-up, `/services/Soap/m`. */
export const metadataApi: SoapApi = {
  kind: 'metadata',
  namespace: 'http://soap.sforce.com/2006/04/metadata',
  faultNamespace: 'http://soap.sforce.com/2006/04/metadata',
  recordNamespace: null,
  faultDetails: false,
};

/** The service of one Apex class, `/services/Soap/class/<Class>`. */
export function apexClassApi(className: string): SoapApi {
  const namespace = `http://soap.sforce.com/schemas/class/${className}`;
  return {
    kind: 'apex',
    namespace,
    faultNamespace: 'http://soap.sforce.com/schemas/package/',
    recordNamespace: null,
    faultDetails: false,
  };
}
