import { printMeasurement } from './child.ts';
import { chain, runFlow } from './engine-run.ts';

const [folder = '', size = ''] = process.argv.slice(2);
const flow = chain(
  [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'read', type: 'files.read', name: 'Read', settings: { path: `in-${size}.csv` } },
    { id: 'open', type: 'filter', name: 'Open', settings: { condition: 'Status == "Open"' } },
    {
      id: 'compute',
      type: 'map_fields',
      name: 'Compute',
      settings: {
        fields: [
          { name: 'Email', value: '{{ lower(Email) }}' },
          { name: 'Total', value: '{{ Amount * 2 }}' },
        ],
      },
    },
    { id: 'write', type: 'files.write', name: 'Write', settings: { path: `ours-${size}.csv` } },
  ],
  { open: 'kept' },
);
const began = performance.now();
await runFlow(flow, { folder });
printMeasurement(performance.now() - began);
