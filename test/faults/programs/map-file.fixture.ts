// Reads a file of records, maps each and writes another file, as a run does. Prints how many records were written, and
// how long it took.
import { chain, runFlow } from '../../bench/engine-run.ts';

const [folder = '.', from = 'in.csv', to = 'out.csv'] = process.argv.slice(2);
const began = performance.now();
const { state } = await runFlow(
  chain([
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'read', type: 'files.read', name: 'Read', settings: { path: from } },
    {
      id: 'map',
      type: 'map_fields',
      name: 'Map',
      settings: { fields: [{ name: 'Email', value: '{{ lower(Email) }}' }] },
    },
    { id: 'write', type: 'files.write', name: 'Write', settings: { path: to } },
  ]),
  { folder },
);
process.stdout.write(JSON.stringify({ durationMs: performance.now() - began, digest: state.steps.write?.in ?? 0 }));
