import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const disk = mountSmallDisk('64k');
afterAll(() => disk?.remove());

const flow: FlowDocument = {
  format: 'millrace.flow/1',
  id: 'full',
  name: 'Full disk',
  steps: [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'save', type: 'files.write', name: 'Save to file', settings: { path: 'out.csv' } },
  ],
  edges: [{ from: 'start', to: 'save' }],
};

describe('a full disk', () => {
  it.skipIf(disk === undefined)(
    'R4 fails the run with DISK_FULL, leaves the old file as it was and nothing half written',
    async () => {
      const folder = disk?.folder ?? '';
      writeFileSync(join(folder, 'out.csv'), 'as it was\n');
      const { host, dispose } = await openTemporaryHost();
      try {
        const input = Array.from({ length: 5_000 }, (_, id) => ({ id, text: 'x'.repeat(100) }));
        const request = { document: flow, revision: 0, bindings: {}, input, baseFolder: folder };
        const { state } = await (await host.services.runs.startDocument(request)).result;
        expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
        expect(state.error?.fix).toContain('Free some space');
        expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('as it was\n');
        expect(readdirSync(folder)).toEqual(['out.csv']);
        const few = { ...request, input: input.slice(0, 3) };
        expect((await (await host.services.runs.startDocument(few)).result).state.status).toBe('succeeded');
      } finally {
        await dispose();
      }
    },
  );
});
