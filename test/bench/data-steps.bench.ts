import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { measureChild } from './child.ts';
import type { DataWork } from './data-rows.ts';
import { millrace } from './millrace-command.ts';

const MOST_MEMORY = 300 * 2 ** 20;

/** One step that collects records, each way in a process of its own; both must come to the same digest. */
function collecting(work: DataWork, name: string): Benchmark {
  let folder = '';
  const digests = new Map<number, number>();
  const measure = async (program: string, size: number) => {
    const script = join(import.meta.dirname, program);
    const { digest, ...measured } = await measureChild(script, [work, String(size), folder], millrace.flags);
    const known = digests.get(size) ?? digest;
    assert.equal(digest, known);
    if (digest !== undefined) digests.set(size, digest);
    return measured;
  };
  return {
    name,
    unit: 'records',
    sizes: [10_000, 100_000, 1_000_000],
    rounds: (size) => (size >= 1_000_000 ? 1 : 3),
    prepare: async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    },
    finish: async () => rmSync(folder, { recursive: true, force: true }),
    plain: (size) => measure('data-plain.ts', size),
    ours: (size) => measure('data-ours.ts', size),
    goals: [{ text: '≤ 300 MiB', size: 1_000_000, holds: ({ peakBytes }) => (peakBytes ?? Number.NaN) <= MOST_MEMORY }],
  };
}

/** Sorted by a number; past 16 MiB the records wait on disk. */
export const sorting = collecting('sort', 'sort by a number');

/** A sum and a count for a tenth as many groups. */
export const summarising = collecting('summarise', 'summarise into a tenth as many groups');

/** As many records on both sides, each finding one. */
export const joining = collecting('join', 'join with as many records');
