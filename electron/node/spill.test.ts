import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import type { Spill, SpillFile, SpillRange } from '../ports/spill.ts';
import { createSpillFolder } from './spill.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

async function readLines(file: SpillFile, range: SpillRange): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of file.read(range)) lines.push(...some);
  return lines;
}

function open(): { folder: string; spill: Spill } {
  const folder = join(createTemporaryFolder(), 'temporary');
  return { folder, spill: createSpillFolder(folder).open() };
}

describe('lines outside memory', () => {
  it('come back as they were, part by part and side by side, however long they are', async () => {
    const { spill } = open();
    const file = spill.createFile();
    const long = 'ä€😀'.repeat(30_000);
    const first = await file.append(['a', '', 'ß']);
    const second = await file.append([long, 'b', long]);
    expect(await Promise.all([readLines(file, second), readLines(file, first)])).toEqual([
      [long, 'b', long],
      ['a', '', 'ß'],
    ]);
    await spill.close();
  });

  it('lie in files that only their owner may read, and are gone once it is closed', async () => {
    const { folder, spill } = open();
    expect(existsSync(folder)).toBe(false);
    await spill.createFile().append(['secret']);
    spill.createSet().add('secret');
    const files = filesBelow(folder);
    expect(files.map(modeOf)).toEqual(['600', '600']);
    expect([folder, ...readdirSync(folder).map((name) => join(folder, name))].map(modeOf)).toEqual(['700', '700']);
    await spill.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(() => spill.createFile()).toThrow('the run is over');
  });

  it('that are still being read don’t keep it from closing', async () => {
    const { folder, spill } = open();
    const file = spill.createFile();
    const range = await file.append(Array.from({ length: 50_000 }, (_, line) => `line ${line}`));
    const reading = file.read(range)[Symbol.asyncIterator]();
    await reading.next();
    await spill.close();
    expect(readdirSync(folder)).toEqual([]);
    await expect(reading.next()).rejects.toThrow();
  });
});

describe('texts outside memory', () => {
  it('are new once', async () => {
    const { spill } = open();
    const set = spill.createSet();
    const texts = ['a', 'A', 'a ', '', 'a', '"\\u0000"', ''];
    expect(texts.map((text) => set.add(text))).toEqual([true, true, true, true, false, true, false]);
    await spill.close();
  });
});

describe('what a killed process left', () => {
  it('is removed at the next start', () => {
    const folder = join(createTemporaryFolder(), 'temporary');
    mkdirSync(join(folder, 'run'), { recursive: true });
    writeFileSync(join(folder, 'run', '0'), 'left');
    createSpillFolder(folder).clear();
    expect(existsSync(folder)).toBe(false);
  });
});
