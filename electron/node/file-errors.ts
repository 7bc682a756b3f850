import { dirname } from 'node:path';
import { MillraceError } from '../../shared/errors/index.ts';

/** The system's code of a failed file operation (`ENOENT`), or an empty text. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

const causes: Record<string, string> = {
  EACCES: 'You don’t have the permission.',
  EPERM: 'The system doesn’t allow it.',
  EISDIR: 'It is a folder.',
  ENOTDIR: 'A part of the path isn’t a folder.',
  ENOENT: 'The folder doesn’t exist.',
  EROFS: 'The disk is read-only.',
  ENAMETOOLONG: 'The name is too long.',
  ELOOP: 'Its links lead in a circle.',
  EMFILE: 'Too many files are open.',
  ENFILE: 'Too many files are open.',
  EIO: 'The disk reported an error.',
  EBUSY: 'Another program uses it.',
};

/** What reading `path` failed with, as FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readingError(thrown: unknown, path: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const code = systemCode(thrown);
  if (code === 'ENOENT') return new MillraceError('FILE_NOT_FOUND', { path, folder: dirname(path) }, { cause: thrown });
  return new MillraceError('FILE_UNREADABLE', { path, detail: describeCause(thrown), cause: code }, { cause: thrown });
}

/** What looking into the folder `path` failed with, or a sentence about it, as FOLDER_NOT_FOUND or FOLDER_UNREADABLE. */
export function folderError(thrown: unknown, path: string): MillraceError {
  const code = systemCode(thrown);
  if (code === 'ENOENT') return new MillraceError('FOLDER_NOT_FOUND', { path }, { cause: thrown });
  const detail = code === 'ENOTDIR' ? 'It is a file.' : describeCause(thrown);
  return new MillraceError('FOLDER_UNREADABLE', { path, detail, cause: code }, { cause: thrown });
}

/** What writing `path` failed with, as DISK_FULL, FILE_EXISTS or FILE_UNWRITABLE. */
export function writingError(thrown: unknown, path: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const code = systemCode(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new MillraceError('DISK_FULL', { path, cause: code }, { cause: thrown });
  }
  if (code === 'EEXIST') return new MillraceError('FILE_EXISTS', { path }, { cause: thrown });
  return new MillraceError('FILE_UNWRITABLE', { path, detail: describeCause(thrown), cause: code }, { cause: thrown });
}

function describeCause(thrown: unknown): string {
  return causes[systemCode(thrown)] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
