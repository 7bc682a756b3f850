import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';

/** The formats that are read and written. */
export const fileFormats = ['csv', 'tsv', 'json', 'jsonl', 'xlsx', 'xml'] as const;
export type FileFormat = (typeof fileFormats)[number];

const byExtension: Record<string, FileFormat> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xml: 'xml',
};

/**
 * The format that was chosen, else the one that the file's ending says.
 * @throws MillraceError FILE_FORMAT_UNKNOWN.
 */
export function formatOf(path: string, chosen: Json | undefined): FileFormat {
  const known = fileFormats.find((name) => name === chosen);
  if (known) return known;
  const extension = /\.([^./\\]*)$/.exec(path)?.[1] ?? '';
  const format = byExtension[extension.toLowerCase()];
  if (format) return format;
  throw new MillraceError('FILE_FORMAT_UNKNOWN', { path, extension });
}
