import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';

/** A file system of 64 KiB, where this process may mount one (Linux, as root). */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (mounted.status === 0) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

const disk = mountSmallDisk();

afterAll(() => {
  if (disk === undefined) return;
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

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
      const folder = disk ?? '';
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
