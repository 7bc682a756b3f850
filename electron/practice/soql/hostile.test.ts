import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import { Library } from './library.fixture.ts';
import { firstPage, nextPage } from './pages.ts';

const slow = 2_000;

/** The error code of the refusal, or the number of records; fails when it takes long or ends in anything else. */
function outcome(soql: string): string | number {
  const library = new Library();
  library.add('Book', { Name: 'Atlas', Pages: 1 });
  const started = performance.now();
  try {
    const answer = library.ask(soql);
    return answer.kind === 'count' ? answer.count : answer.rows.length;
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return error.entries[0]?.errorCode ?? '';
    throw error;
  } finally {
    expect(performance.now() - started).toBeLessThan(slow);
  }
}

const where = (condition: string) => `SELECT Id FROM Book WHERE ${condition}`;

describe('a hostile query', () => {
  it.each([
    ['10,000 parentheses in a row', where(`${'('.repeat(10_000)}Name = 'Atlas'${')'.repeat(10_000)}`), 1],
    ['parentheses that stay open', where(`${'('.repeat(10_000)}Name = 'Atlas'`), 'QUERY_TOO_COMPLICATED'],
    ['parentheses that were never opened', where(`Name = 'Atlas'${')'.repeat(10_000)}`), 'MALFORMED_QUERY'],
    [
      'conditions nested 5,000 deep',
      where(`${'(Pages=1 AND '.repeat(5_000)}Pages=1${')'.repeat(5_000)}`),
      'QUERY_TOO_COMPLICATED',
    ],
    ['conditions nested 250 deep', where(`${'(Pages=1 AND '.repeat(250)}Pages=1${')'.repeat(250)}`), 1],
    ['NOT nested 200 deep', where(`${'NOT ('.repeat(200)}Name = 'x'${')'.repeat(200)}`), 0],
    ['groups that begin 200 deep', where(`${'('.repeat(200)}Pages=1${' AND Pages=1)'.repeat(200)}`), 1],
    ['10,000 times NOT', where(`${'NOT '.repeat(10_000)}Name = 'Atlas'`), 1],
    ['NOT nested 5,000 deep', where(`${'NOT ('.repeat(5_000)}Name = 'x'${')'.repeat(5_000)}`), 'QUERY_TOO_COMPLICATED'],
    [
      'subqueries nested 1,000 deep',
      where(`${'Id IN (SELECT Id FROM Book WHERE '.repeat(1_000)}Id = null${')'.repeat(1_000)}`),
      'QUERY_TOO_COMPLICATED',
    ],
    [
      'functions nested 5,000 deep',
      `SELECT ${'FORMAT('.repeat(5_000)}Name${')'.repeat(5_000)} FROM Book`,
      'QUERY_TOO_COMPLICATED',
    ],
    ['a list of 10,000 values', where(`Name IN (${Array.from({ length: 10_000 }, (_, n) => `'n${n}'`).join(',')})`), 0],
    ['7,000 conditions', where(Array.from({ length: 7_000 }, () => 'Pages=1').join(' OR ')), 1],
    [
      '10,000 fields',
      `SELECT ${Array.from({ length: 10_000 }, (_, n) => `f${n}`).join(',')} FROM Book`,
      'INVALID_FIELD',
    ],
    ['more than 100,000 characters', where(`Name = '${'a'.repeat(100_000)}'`), 'MALFORMED_QUERY'],
    ['99,000 blanks', `SELECT Id${' '.repeat(99_000)}FROM Book`, 1],
    ['a quote that stays open', where(`Name = '${'a'.repeat(90_000)}`), 'MALFORMED_QUERY'],
    ['a backslash at the end', where("Name = 'a\\"), 'MALFORMED_QUERY'],
    ['nothing but quotes', "'".repeat(99_999), 'MALFORMED_QUERY'],
    ['nothing but opening parentheses', '('.repeat(99_999), 'QUERY_TOO_COMPLICATED'],
    ['a NUL', where("Name = '\u0000'"), 0],
    ['a lone surrogate', where("Name = '\ud800'"), 0],
    ['names from every object', where('constructor = 1'), 'INVALID_FIELD'],
    ['a relationship from every object', where('constructor.toString = 1'), 'INVALID_FIELD'],
    ['an object from every object', 'SELECT Id FROM constructor', 'INVALID_TYPE'],
    ['a number without end', where(`Pages = ${'9'.repeat(400)}`), 'INVALID_FIELD'],
    ['a LIMIT without end', `SELECT Id FROM Book LIMIT ${'9'.repeat(400)}`, 1],
    ['an OFFSET without end', `SELECT Id FROM Book OFFSET ${'9'.repeat(400)}`, 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['days without end', where('Bought = LAST_N_DAYS:99999999999999999999'), 'INVALID_FIELD'],
    ['a path without end', where(`${'Owner.'.repeat(10_000)}Name = 'x'`), 'INVALID_FIELD'],
  ])('with %s gets an answer soon', (_title, soql, expected) => {
    expect(outcome(soql)).toBe(expected);
  });

  it('of random words is answered or refused, never a failure', () => {
    const words =
      "SELECT FROM WHERE Book Id Name Owner.Name ( ) , = != < LIKE IN NOT AND OR 'a' 'a\\ 5 null true TODAY GROUP BY HAVING COUNT( ORDER LIMIT OFFSET ROLLUP( Books TYPEOF WHEN THEN END FIELDS(ALL) USING SCOPE mine : . * {";
    const word = fc.constantFrom(...words.split(' '));
    const soql = fc.oneof(
      fc.array(word, { maxLength: 25 }).map((parts) => parts.join(' ')),
      fc.array(word, { maxLength: 12 }).map((parts) => `SELECT Id FROM Book WHERE ${parts.join(' ')}`),
      fc
        .array(word, { maxLength: 12 })
        .map((parts) => `SELECT Name, COUNT(Id) FROM Book GROUP BY Name ${parts.join(' ')}`),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(soql, (text) => {
        expect(['string', 'number']).toContain(typeof outcome(text));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a large result', () => {
  it('is read page by page without being copied or rendered as a whole', () => {
    const library = new Library();
    const count = 300_000;
    for (let index = 0; index < count; index += 1) library.add('Film', { Name: `f${index % 1000}`, Minutes: index });
    const started = performance.now();
    const answer = library.list('SELECT Name FROM Film');
    const first = firstPage(library.pages(), answer);
    const second = nextPage(library.pages(), first.locator ?? '');
    expect(performance.now() - started).toBeLessThan(slow);
    expect([first.totalSize, first.records.length, second.records.length]).toEqual([count, 2000, 2000]);
    const last = nextPage(library.pages(), (second.locator ?? '').replace(/-\d+$/, `-${count - 1}`));
    expect([last.records[0]?.Name, last.locator]).toEqual(['f999', null]);
    expect(library.ask('SELECT COUNT() FROM Film WHERE Minutes < 10')).toMatchObject({ count: 10 });
  });

  it('joins children of many parents in one pass', () => {
    const library = new Library();
    const people = Array.from({ length: 5_000 }, (_, index) => library.add('Person', { Name: `p${index}` }));
    for (let index = 0; index < 50_000; index += 1)
      library.add('Book', { OwnerId: people[index % people.length] ?? null });
    const started = performance.now();
    const { rows, render } = library.list('SELECT Name, (SELECT Id FROM Books) FROM Person');
    const sizes = rows.map((row) => (render(library.pages(), row).Books as { totalSize: number }).totalSize);
    expect(new Set(sizes)).toEqual(new Set([10]));
    expect(performance.now() - started).toBeLessThan(slow);
  });
});
