import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { AreaCases } from '../case.ts';

export const folderCases: AreaCases = {
  check: {
    works: async ({ client, host }) => {
      const folder = join(host.filesFolder, 'checked');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'leads.csv'), 'Name');
      expect(await client.folders.check({ path: 'checked' })).toEqual({ path: folder, files: 1, problem: null });
      expect(await client.folders.check({ path: join(folder, 'leads.csv') })).toMatchObject({
        files: null,
        problem: expect.stringContaining('It is a file.'),
      });
      expect(await client.folders.check({ path: 'gone' })).toMatchObject({
        files: null,
        problem: expect.stringContaining('gone'),
      });
      expect(await client.folders.check({ path: '\0' })).toMatchObject({ files: null, problem: expect.any(String) });
    },
    badInputs: [undefined, null, {}, { path: '' }, { path: 'x'.repeat(4_097) }, { path: 7 }],
  },

  pick: {
    works: async ({ client, chosenFolders }) => {
      chosenFolders.push('/home/ada/inbox', undefined);
      expect(await client.folders.pick()).toEqual({ path: '/home/ada/inbox' });
      expect(await client.folders.pick()).toEqual({ path: null });
    },
  },
};
