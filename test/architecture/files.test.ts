import { describe, expect, it } from 'vitest';
import { readSources } from './sources.ts';

/** Past this a file is a design question (style.md); the linter stops there too. */
const MOST_LINES = 400;

describe('the files', () => {
  const sources = readSources();

  it(`stay within ${MOST_LINES} lines`, () => {
    const long = sources.map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });

  it('export by name; only tools’ configuration has a default export', () => {
    const withDefault = sources.filter(({ text }) => /^export default /m.test(text)).map(({ file }) => file);
    // The fake stands in for a module that has one.
    const allowed = /\.config\.(ts|mjs)$|^test\/fakes\/electron\.ts$/;
    expect(withDefault.filter((file) => !allowed.test(file))).toEqual([]);
  });
});
