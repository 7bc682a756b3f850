import { type Estimate, exactly, UNKNOWN } from '../../../shared/run/forecast.ts';
import type { Files } from '../../ports/files.ts';
import type { FileFormat } from './format.ts';

/** Bytes at the file's begin that are looked at. */
const SAMPLE = 65_536;

/** How far rows behind the sample may differ in length from those in it, either way. */
const SPREAD = 0.3;

const LINE_FEED = 10;

/**
 * How many records a file of lines holds: counted where the sample is the whole file, else by the length of the lines in
 * it. A line break in quotes counts as a row, so the least is a guess too. Other formats: unknown.
 */
export async function estimateRows(
  files: Files,
  path: string,
  { format, header, signal }: { format: FileFormat; header: boolean; signal: AbortSignal },
): Promise<Estimate> {
  const facts = await files.describe(path);
  if (!facts || (format !== 'csv' && format !== 'tsv' && format !== 'jsonl')) return UNKNOWN;
  let looked = 0;
  let lines = 0;
  let last = LINE_FEED;
  for await (const chunk of files.read(path, signal)) {
    for (const byte of chunk) if (byte === LINE_FEED) lines += 1;
    looked += chunk.length;
    last = chunk.at(-1) ?? last;
    if (looked >= SAMPLE) break;
  }
  if (looked > 0 && last !== LINE_FEED) lines += 1;
  const heading = header && format !== 'jsonl' ? 1 : 0;
  if (looked >= facts.size) return exactly(Math.max(0, lines - heading));
  const rows = (facts.size / looked) * lines;
  return { least: Math.floor(rows * (1 - SPREAD)), most: Math.ceil(rows * (1 + SPREAD)), how: 'estimated' };
}
