import { convertLead } from '../../leads/convert.ts';
import { clientFault, SoapFault } from '../fault.ts';
import type { SoapOperation } from '../soap-call.ts';
import { writeElement } from '../write-xml.ts';
import type { XmlElement } from '../xml-element.ts';
import { errorElements } from './results.ts';

/** Most leads of one call. Source: SOAP API, convertLead(). */
const leadLimit = 100;

/** Properties that would have to be heeded and are not: better refused than passed over. */
const unknown = ['accountRecord', 'contactRecord', 'opportunityId', 'opportunityRecord'];

function given(element: XmlElement, name: string): string | undefined {
  const text = element.textOf(name)?.trim();
  return text === '' ? undefined : (text ?? undefined);
}

/** Makes accounts, contacts and opportunities of leads, one result for each. */
export const convertLeads: SoapOperation = (call) => {
  const orders = call.body.all('leadConverts');
  if (orders.length > leadLimit) {
    throw new SoapFault('LIMIT_EXCEEDED', `at most ${leadLimit} leads can be sent in one call`);
  }
  for (const order of orders) {
    const name = unknown.find((candidate) => order.child(candidate) && !order.child(candidate)?.isNil);
    if (name) throw clientFault(`The practice org does not convert leads with ${name}.`);
  }
  return orders
    .map((order) => {
      const conversion = {
        leadId: given(order, 'leadId') ?? '',
        convertedStatus: given(order, 'convertedStatus') ?? '',
        accountId: given(order, 'accountId'),
        contactId: given(order, 'contactId'),
        doNotCreateOpportunity: order.flagOf('doNotCreateOpportunity'),
        opportunityName: given(order, 'opportunityName'),
        overwriteLeadSource: order.flagOf('overwriteLeadSource'),
        ownerId: given(order, 'ownerId'),
      };
      const result = convertLead(call.org.store, conversion, call.writer);
      return writeElement('result', {
        accountId: result.success ? result.accountId : null,
        contactId: result.success ? result.contactId : null,
        errors: result.success ? undefined : errorElements(result.errors),
        leadId: result.leadId,
        opportunityId: result.success ? result.opportunityId : null,
        success: result.success,
      });
    })
    .join('');
};
