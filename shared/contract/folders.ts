import { z } from 'zod';
import { LONGEST_PATH } from '../connector/longest-path.ts';
import { requires } from './base.ts';

export const folderCheck = z.object({
  /** The whole path that was looked at. */
  path: z.string(),
  /** Files directly in it; null when it can’t be read. */
  files: z.number().nullable(),
  /** Why it can’t be read; null when it can. */
  problem: z.string().nullable(),
});
export type FolderCheck = z.infer<typeof folderCheck>;

export const foldersContract = {
  /** Whether a folder of this computer can be read; it tells no names. Whoever makes flows can read it with one. */
  check: requires('editFlows')
    .input(z.object({ path: z.string().min(1).max(LONGEST_PATH) }))
    .output(folderCheck),
  /** Lets the person choose a folder in the system's dialog; null for none. NOT_AVAILABLE_HERE without `nativeDialogs`. */
  pick: requires('editFlows').output(z.object({ path: z.string().nullable() })),
};
