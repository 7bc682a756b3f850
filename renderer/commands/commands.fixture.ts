import type { StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { FlowContent } from './edit.ts';
import type { StepTypes } from './ports.ts';

const records = (name: string) => ({ name, label: 'Records' });

function manifest(type: string, label: string, more: Partial<StepManifest> = {}): StepManifest {
  return {
    type,
    label,
    description: '',
    category: 'data',
    icon: 'box',
    keywords: [],
    shape: 'map',
    trigger: false,
    pure: true,
    effect: 'none',
    inputs: [records('in')],
    outputs: [records('out')],
    fields: [],
    summary: '',
    ...more,
  };
}

/** A few step types, for the tests of commands, stores and canvas. */
export const fixtureTypes: StepTypes = new Map(
  [
    manifest('manual', 'Run now', { category: 'trigger', trigger: true, shape: 'source', inputs: [] }),
    manifest('files.read', 'Read file', { category: 'action', shape: 'source' }),
    manifest('filter', 'Filter', {
      summary: '{condition}',
      outputs: [
        { name: 'kept', label: 'Kept' },
        { name: 'not_kept', label: 'Not kept' },
      ],
    }),
    manifest('reshape', 'Reshape', {
      summary: '{expression}',
      fields: [{ key: 'expression', label: 'Expression', control: 'jsonata' }],
    }),
    manifest('call_flow', 'Call a flow', {
      fields: [{ key: 'flow', label: 'Flow', control: 'choice', load: 'flows' }],
      summary: 'Calls {flow}',
    }),
    manifest('map_fields', 'Map fields'),
    manifest('if', 'If', { category: 'logic', keywords: ['condition', 'branch'] }),
    manifest('salesforce.create', 'Create a record', {
      category: 'action',
      shape: 'batch',
      connector: 'salesforce',
      adds: [{ name: 'id', type: 'text' }],
      sample: { id: '003' },
    }),
    manifest('stop', 'Stop', { category: 'logic', outputs: [] }),
  ].map((entry) => [entry.type, entry]),
);

/** start → leads → filter → map, 352 px apart. */
export function fixtureContent(): FlowContent {
  const document: FlowDocument = {
    format: 'millrace.flow/1',
    id: 'flow',
    name: 'Leads',
    steps: [
      { id: 'start', type: 'manual', name: 'Run now' },
      { id: 'leads', type: 'files.read', name: 'Get leads' },
      { id: 'filter', type: 'filter', name: 'Filter' },
      { id: 'map', type: 'map_fields', name: 'Map fields' },
    ],
    edges: [
      { from: 'start', to: 'leads' },
      { from: 'leads', to: 'filter' },
      { from: 'filter', port: 'kept', to: 'map' },
    ],
    layout: { steps: { start: [0, 0], leads: [352, 0], filter: [704, 0], map: [1056, 0] } },
  };
  return { document, bindings: {} };
}

/** A manifest of the fixture. */
export function fixtureType(type: string): StepManifest {
  const found = fixtureTypes.get(type);
  if (!found) throw new Error(`The fixture has no step type ${type}.`);
  return found;
}
