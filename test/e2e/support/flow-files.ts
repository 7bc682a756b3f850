import type { FlowFile } from '../pages/flows.ts';

const id = '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a01';

const start = { id: 'start', type: 'manual', name: 'Start' };
const keep = { id: 'keep', type: 'filter', name: 'Keep', settings: { condition: 'true' } };
const save = { id: 'save', type: 'files.write', name: 'Save', settings: { path: 'kept.csv' } };

/** Start → Keep → Save, with room between them. */
export const chain: FlowFile = {
  id,
  name: 'Chain',
  steps: [start, keep, save],
  edges: [
    { from: 'start', to: 'keep' },
    { from: 'keep', port: 'kept', to: 'save' },
  ],
  layout: { steps: { start: [0, 0], keep: [352, 0], save: [704, 0] } },
};

/** Start → Keep → Sums, and a step apart that nothing leads to. */
export const branching: FlowFile = {
  id,
  name: 'Branching',
  steps: [
    start,
    keep,
    { id: 'sums', type: 'map_fields', name: 'Sums', settings: { fields: [{ name: 'One', value: '{{ 1 }}' }] } },
    { id: 'apart', type: 'limit', name: 'Apart', settings: { count: 5 } },
  ],
  edges: [
    { from: 'start', to: 'keep' },
    { from: 'keep', port: 'kept', to: 'sums' },
  ],
  layout: { steps: { start: [0, 0], keep: [352, 0], sums: [704, -64], apart: [704, 160] } },
};

/** Start → Call: one request to an address, which decides how long the run takes. */
export function calling(url: string): FlowFile {
  return {
    id,
    name: 'Calling',
    steps: [
      start,
      {
        id: 'many',
        type: 'files.read',
        name: 'Leads',
        settings: { path: 'welcome-leads.csv' },
      },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'GET', url } },
    ],
    edges: [
      { from: 'start', to: 'many' },
      { from: 'many', to: 'call' },
    ],
    layout: { steps: { start: [0, 0], many: [352, 0], call: [704, 0] } },
  };
}
