import type { Catalog, FieldManifest, StepManifest } from '../connector/manifest.ts';
import type { FlowDocument } from './document.ts';

/** Wire a manifest needs, with the fields that a test is about. */
function stepManifest(type: string, part: Partial<StepManifest>): StepManifest {
  return {
    type,
    label: type,
    description: '',
    category: 'action',
    icon: 'box',
    keywords: [],
    shape: 'map',
    trigger: false,
    pure: true,
    effect: 'none',
    inputs: [{ name: 'in', label: 'In' }],
    outputs: [{ name: 'out', label: 'Out' }],
    fields: [],
    summary: '',
    ...part,
  };
}

const field = (key: string, control: FieldManifest['control'], part: Partial<FieldManifest> = {}): FieldManifest => ({
  key,
  label: key,
  control,
  ...part,
});

/** A small installation: a step type for every control and port that the checks look at. */
export const catalog: Catalog = {
  connectors: [
    { id: 'salesforce', version: 1, label: 'Salesforce', icon: '', description: '', common: [], auth: [], steps: [] },
    { id: 'http', version: 1, label: 'HTTP', icon: '', description: '', common: [], auth: [], steps: [] },
  ],
  steps: [
    stepManifest('manual', {
      trigger: true,
      category: 'trigger',
      shape: 'source',
      inputs: [],
      fields: [field('fields', 'form')],
    }),
    stepManifest('files.read', {
      shape: 'source',
      fields: [
        field('path', 'file', { required: true }),
        field('format', 'choice', { options: ['csv', 'json'].map((value) => ({ value, label: value })) }),
        field('separator', 'text', { required: true, visibleWhen: { field: 'format', is: ['csv'] } }),
      ],
    }),
    stepManifest('filter', {
      fields: [field('condition', 'condition', { required: true })],
      outputs: [
        { name: 'kept', label: 'Kept' },
        { name: 'not_kept', label: 'Not kept' },
      ],
    }),
    stepManifest('map_fields', {
      fields: [
        field('fields', 'fieldList', { required: true }),
        field('keep', 'choice', { default: 'all', options: [{ value: 'all', label: 'All' }] }),
      ],
    }),
    stepManifest('limit', {
      fields: [
        field('count', 'value', { required: true, expects: 'number', minimum: 0 }),
        field('skip', 'number', { minimum: 0, whole: true }),
      ],
    }),
    stepManifest('salesforce.create', {
      connector: 'salesforce',
      shape: 'batch',
      effect: 'write',
      adds: [{ name: 'id', type: 'text' }],
      fields: [
        field('SObjectName', 'choice', { required: true, load: 'objects' }),
        field('salesforcePayload', 'values'),
      ],
    }),
    stepManifest('http.request', {
      connector: 'http',
      connectionOptional: true,
      fields: [field('url', 'value', { required: true }), field('headers', 'headers'), field('body', 'json')],
    }),
  ],
};

/** The flow of flow-format.md, with what its example leaves out as dots. */
export const welcomeNewLeads: FlowDocument = {
  format: 'millrace.flow/1',
  id: 'b2f6c1de-3a52-4b8e-9d53-5f0e0c4f4a10',
  name: 'Welcome new leads',
  description: 'Reads new leads from a file and creates contacts.',
  connections: { crm: { connector: 'salesforce', needs: { objects: ['Contact'], access: 'write' } } },
  parameters: [{ name: 'min_amount', type: 'number', default: 500, label: 'Smallest amount' }],
  steps: [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'leads', type: 'files.read', name: 'Get leads', settings: { path: 'welcome-leads.csv' } },
    {
      id: 'new_only',
      type: 'filter',
      name: 'Only new',
      settings: { condition: 'Status == "New" && Amount >= min_amount' },
    },
    {
      id: 'contact',
      type: 'salesforce.create',
      name: 'Create contact',
      connection: 'crm',
      settings: {
        SObjectName: 'Contact',
        salesforcePayload: { Email: '{{ lower(Email) }}', LastName: '{{ LastName }}' },
      },
      onError: 'port',
      retry: { attempts: 3 },
      timeoutSeconds: 30,
    },
  ],
  edges: [
    { from: 'start', to: 'leads' },
    { from: 'leads', to: 'new_only' },
    { from: 'new_only', port: 'kept', to: 'contact' },
  ],
  settings: { retention: 'full', durable: true, batchSize: 200 },
  layout: { steps: { leads: [352, 0], start: [0, 0] }, notes: [], groups: [] },
};
