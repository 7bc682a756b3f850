import { MillraceError } from '../../../shared/errors/index.ts';
import { hashSha256 } from '../../../shared/expression/text/sha256.ts';
import type { FileFacts } from '../../ports/files.ts';
import type { BatchWork } from '../sdk/index.ts';
import type { OutputOptions } from './output.ts';

/** What would be written into a file: how many records, what is there now, and a digest of the records in their order. */
export function planFile({ files, path, mode, columns }: OutputOptions): Pick<BatchWork, 'plan' | 'planFinish'> {
  let records = 0;
  let content = '';
  return {
    async plan(items) {
      for (const { record } of items) {
        const written = columns ? columns.map((name) => [name, record[name] ?? null]) : record;
        content = hashSha256(content + JSON.stringify(written));
        records += 1;
      }
      return items.map(() => ({ writes: [] }));
    },
    async planFinish() {
      const present = await files.describe(path);
      if (present && mode === 'fail-if-exists') throw new MillraceError('FILE_EXISTS', { path: files.resolve(path) });
      const now = present ? { now: describe(present) } : {};
      const wouldBecome = present ? (mode === 'append' ? 'added to' : 'replaced') : 'new';
      return [
        {
          operation: 'write-file',
          target: files.resolve(path),
          fields: [
            { field: 'file', ...now, wouldBecome },
            { field: 'records', wouldBecome: records },
          ],
          content,
        },
      ];
    },
  };
}

/** Names the moment too, by which a file is known to be another one of the same size. */
function describe({ size, modifiedAt }: FileFacts): string {
  const changedAt = new Date(modifiedAt).toISOString().replace('T', ' ').replace('Z', ' UTC');
  return `${size} bytes, changed ${changedAt}`;
}
