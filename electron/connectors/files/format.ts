import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';

/** The formats that are read and written. */
export type FileFormat = 'csv' | 'tsv' | 'json' | 'jsonl';

const byExtension: Record<string, FileFormat> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/**
 * The format that was chosen, else the one that the file's ending says.
 * @throws MillraceError FILE_FORMAT_UNKNOWN.
 */
export function formatOf(path: string, chosen: Json | undefined): FileFormat {
  if (chosen === 'csv' || chosen === 'tsv' || chosen === 'json' || chosen === 'jsonl') return chosen;
  const extension = /\.([^./\\]*)$/.exec(path)?.[1] ?? '';
  const format = byExtension[extension.toLowerCase()];
  if (format) return format;
  throw new MillraceError('FILE_FORMAT_UNKNOWN', { path, extension });
}
