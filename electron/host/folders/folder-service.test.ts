import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../node/files.ts';
import { createNodeFolders } from '../../node/folders.ts';
import { createFolderService } from './folder-service.ts';

describe('choosing a folder', () => {
  it('is refused where there is no dialog for it', async () => {
    const folders = createFolderService(createNodeFiles('/'), createNodeFolders(), undefined);
    await expect(folders.pick()).rejects.toMatchObject({ code: 'NOT_AVAILABLE_HERE' });
  });
});
