import { FLOW_FORMAT } from '../../../shared/flow/document.ts';
import type { FlowTemplate } from './flow-template.ts';

const billsFile = 'sample-bills.csv';

/** Six bills; their numbers are none of the practice org’s own. */
const bills = `Number,Customer,Issued,Due,Net,Tax
2026-0001,Brook & Sons,2026-10-01,2026-10-31,1200.00,228.00
2026-0002,Carver Tools,2026-10-02,2026-11-01,349.50,66.41
2026-0003,Dunn Foods,2026-10-05,2026-11-04,80.00,15.20
2026-0004,Ellis Freight,2026-10-07,2026-11-06,4100.00,779.00
2026-0005,Frost Cooling,2026-10-09,2026-11-08,640.25,121.65
2026-0006,Hale Textiles,2026-10-12,2026-11-11,2750.00,522.50
`;

/** “Send bills to Salesforce” (product.md K4). A bill’s number is unique there, so that none is sent twice. */
export const sendBillsToSalesforce: FlowTemplate = {
  id: 'send-bills-to-salesforce',
  files: { [billsFile]: bills },
  document: {
    format: FLOW_FORMAT,
    id: '8d1f2a60-3c5e-4b8e-9b57-2f6d0c1e7a42',
    name: 'Send bills to Salesforce',
    description:
      'Reads bills from a file, adds up what is to be paid, and creates each as a Bill__c record in Salesforce. Made for a connection that signs in with a named credential; any other works too.',
    connections: { crm: { connector: 'salesforce', needs: { objects: ['Bill__c'], access: 'write' } } },
    steps: [
      { id: 'run_now', type: 'manual', name: 'Run now' },
      { id: 'get_bills', type: 'files.read', name: 'Get bills', settings: { path: billsFile } },
      {
        id: 'map_fields',
        type: 'map_fields',
        name: 'Map fields',
        settings: {
          fields: [
            { name: 'Total', value: '{{ Net + Tax }}' },
            { name: 'Notes', value: 'Sent by Millrace for {{ Customer }}' },
          ],
        },
      },
      {
        id: 'create_bill',
        type: 'salesforce.create',
        name: 'Create bill',
        connection: 'crm',
        settings: {
          SObjectName: 'Bill__c',
          salesforcePayload: {
            Due_On__c: '{{ Due }}',
            ExternalId__c: '{{ Number }}',
            Issued_On__c: '{{ Issued }}',
            Notes__c: '{{ Notes }}',
            Status__c: 'Sent',
            Total__c: '{{ Total }}',
          },
        },
        timeoutSeconds: 30,
      },
    ],
    edges: [
      { from: 'run_now', to: 'get_bills' },
      { from: 'get_bills', to: 'map_fields' },
      { from: 'map_fields', to: 'create_bill' },
    ],
    settings: { retention: 'full', durable: true },
    layout: {
      steps: { create_bill: [1056, 0], get_bills: [352, 0], map_fields: [704, 0], run_now: [0, 0] },
      connections: { crm: [1080, 176] },
    },
  },
};
