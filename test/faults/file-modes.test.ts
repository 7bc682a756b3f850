import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/save-flows.ts');
const shell = ['sh', '-c', 'umask 000 && exec "$@"', 'sh'];

/** Files and folders that anyone but their owner may look into. */
function findOpen(folder: string): string[] {
  return ['.', ...readdirSync(folder)].filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
}

describe.skipIf(process.platform === 'win32')('S15 with umask 000', () => {
  it('nobody else can read the store, while it is used, after a crash, after it was mended and closed', async () => {
    const folder = join(createTemporaryFolder(), 'data', 'millrace');
    const saving = startProgram(program, [folder], shell);
    await saving.line(5);
    expect(findOpen(folder)).toEqual([]);
    expect(readdirSync(folder)).toContain('millrace.db-wal');
    await saving.kill();
    expect(findOpen(folder)).toEqual([]);
    expect(await startProgram(program, [folder, '30'], shell).ended()).toBe(0);
    expect(findOpen(folder)).toEqual([]);
    expect(readdirSync(folder).some((name) => name.includes('backup'))).toBe(true);
    writeFileSync(join(folder, 'millrace.db'), 'garbage');
    expect(await startProgram(program, [folder, '30'], shell).ended()).toBe(0);
    expect(readdirSync(folder).some((name) => name.includes('damaged'))).toBe(true);
    expect(findOpen(folder)).toEqual([]);
  });
});
