import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import { Library } from '../soql/library.fixture.ts';
import { executeSosl, renderSearch, runSearch } from './execute.ts';
import { readSearchParameters, readSearchQuery } from './parameters.ts';

let library: Library;

beforeEach(() => {
  library = new Library();
  library.add('Person', { Name: 'John Smith', Email: 'john.smith@acme.com' });
  library.add('Person', { Name: 'Johanna Meyer', Email: 'jo@example.com' });
  library.add('Person', { Name: 'Smith Johnson' });
  library.add('Book', { Name: 'The art of war', Shelf: 'North', Review: 'Moore & Sons, 2nd edition' });
  library.add('Book', { Name: 'Art and law', Shelf: 'South', Pages: 9 });
  library.add('Film', { Name: 'Ça ira (1990)' });
});

const names = (sosl: string) =>
  executeSosl(library.asker, sosl).flatMap(({ rows }) => rows.map((row) => String(row.Name)));
const found = (find: string, group = 'ALL') => names(`FIND {${find}} IN ${group} FIELDS`);

function refusal(work: () => unknown): readonly [string, string] {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError && error.status === 400)
      return [error.entries[0]?.errorCode ?? '', error.entries[0]?.message ?? ''];
    throw error;
  }
  throw new Error('Not refused.');
}

describe('a search text', () => {
  it.each([
    ['smith', ['John Smith', 'Smith Johnson']],
    ['SMITH john', ['John Smith']],
    ['"john smith"', ['John Smith']],
    ['"smith john"', []],
    ['john*', ['John Smith', 'Smith Johnson']],
    ['jo?n', ['John Smith']],
    ['joh*a', ['Johanna Meyer']],
    ['*smith', ['John Smith', 'Smith Johnson']],
    ['smith AND NOT john', ['Smith Johnson']],
    ['meyer OR johnson', ['Johanna Meyer', 'Smith Johnson']],
    ['smith and (johnson or nobody)', ['Smith Johnson']],
    ['war OR art AND law', ['The art of war', 'Art and law']],
    ['(war OR art) AND law', ['Art and law']],
    ['art "and" law', ['Art and law']],
    ['Moore & Sons', ['The art of war']],
    ['"sons, 2nd"', ['The art of war']],
    ['john.smith@acme.com', ['John Smith']],
    [String.raw`1990\)`, ['Ça ira (1990)']],
    ['ça', ['Ça ira (1990)']],
    ['north', ['The art of war']],
    ['arts', []],
  ])('{%s}', (find, expected) => {
    expect(found(find).sort()).toEqual([...expected].sort());
  });

  it('looks at the fields of its group alone', () => {
    expect(found('acme', 'EMAIL')).toEqual(['John Smith']);
    expect(found('acme', 'name')).toEqual([]);
    expect(found('north', 'NAME')).toEqual([]);
    expect(found('acme', 'PHONE')).toEqual([]);
    expect(found('acme', 'SIDEBAR')).toEqual(['John Smith']);
  });
});

describe('RETURNING', () => {
  it('names objects in order, with fields, conditions, sorting and limits of their own', () => {
    const sosl =
      'find {art OR smith} returning Person(name, Email where Email = null), Book(Name, Pages order by Name desc limit 1)';
    const records = renderSearch(library.pages(), executeSosl(library.asker, sosl));
    expect(records.map(({ attributes: _, ...rest }) => rest)).toEqual([
      { Name: 'Smith Johnson', Email: null },
      { Name: 'The art of war', Pages: null },
    ]);
    const [record] = renderSearch(library.pages(), executeSosl(library.asker, 'FIND {art} RETURNING Book LIMIT 1'));
    expect(Object.keys(record ?? {})).toEqual(['attributes', 'Id']);
  });

  it('shares the limit of the whole among the objects', () => {
    for (let index = 0; index < 10; index += 1) library.add('Film', { Name: `Smith ${index}` });
    const counts = (limit: number) =>
      executeSosl(library.asker, `FIND {smith} RETURNING Person, Film LIMIT ${limit}`).map(({ rows }) => rows.length);
    expect(counts(4)).toEqual([2, 2]);
    expect(counts(7)).toEqual([2, 5]);
    expect(counts(100)).toEqual([2, 10]);
    expect(counts(0)).toEqual([0, 0]);
  });
});

describe('search by parameters', () => {
  it('means the same as the SOSL it stands for', () => {
    const { search, offset } = readSearchParameters({
      q: 'smith OR art',
      in: 'all',
      fields: ['Id'],
      sobjects: [{ name: 'Person', fields: ['Name'], where: "Name LIKE 'J%'", limit: 5 }, { name: 'Book' }],
      defaultLimit: 1,
      overallLimit: 10,
      offset: 1,
    });
    expect(offset).toBe(1);
    expect(search.returning).toEqual([
      { object: 'Person', fields: 'Name', clauses: "WHERE Name LIKE 'J%' LIMIT 5" },
      { object: 'Book', fields: 'Id', clauses: 'LIMIT 1' },
    ]);
    expect(runSearch(library.asker, search).map(({ rows }) => rows.length)).toEqual([1, 1]);
    const query = new URLSearchParams('q=smith&sobject=Person&Person.fields=id,Name&Person.limit=1&overallLimit=9');
    expect(readSearchQuery(query).search).toEqual({
      find: 'smith',
      group: 'ALL',
      returning: [{ object: 'Person', fields: 'id, Name', clauses: 'LIMIT 1' }],
      limit: 9,
    });
  });

  it.each([
    [[], 'A parameterized search is a JSON object.'],
    [{}, 'A search string has to be specified'],
    [{ q: 5 }, 'q must be a string.'],
    [{ q: 'ab', in: 'TITLE' }, 'in must be one of'],
    [{ q: 'ab', sobjects: {} }, 'sobjects must be a list.'],
    [{ q: 'ab', sobjects: [null] }, 'sobjects must be a list of objects'],
    [{ q: 'ab', sobjects: [{ name: 'Book FROM x' }] }, 'needs a name'],
    [{ q: 'ab', sobjects: [{ name: 'Book', fields: ['Id FROM Person'] }] }, 'fields must be names of fields'],
    [{ q: 'ab', sobjects: [{ name: 'Book', limit: -1 }] }, 'limit must be a whole number.'],
    [{ q: 'ab', fields: ['Id'] }, 'fields needs sobjects.'],
  ])('refuses %j', (body, message) => {
    const [errorCode, text] = refusal(() => readSearchParameters(body));
    expect(errorCode).toBe('MALFORMED_SEARCH');
    expect(text).toContain(message);
  });
});

describe('a search that is refused', () => {
  const enclosed = 'No search term found. The search term must be enclosed in braces.';
  it.each([
    ['', 'MALFORMED_SEARCH', 'A search string has to be specified'],
    ["FIND 'smith'", 'MALFORMED_SEARCH', enclosed],
    ['FIND {smith', 'MALFORMED_SEARCH', enclosed],
    [String.raw`FIND {smith\}`, 'MALFORMED_SEARCH', enclosed],
    ['SELECT Id FROM Book', 'MALFORMED_SEARCH', "Row:1:Column:1\nunexpected token: 'SELECT'"],
    ['FIND {smith} IN TITLE FIELDS', 'MALFORMED_SEARCH', "Column:17\nunexpected token: 'TITLE'"],
    ['FIND {smith} RETURNING', 'MALFORMED_SEARCH', "unexpected token: '<EOF>'"],
    ['FIND {smith} RETURNING Book()', 'MALFORMED_SEARCH', "unexpected token: ')'"],
    ['FIND {smith} RETURNING Book(Id', 'MALFORMED_SEARCH', "unexpected token: '<EOF>'"],
    ['FIND {smith} LIMIT x', 'MALFORMED_SEARCH', "unexpected token: 'x'"],
    ['FIND {smith} LIMIT 2001', 'NUMBER_OUTSIDE_VALID_RANGE', '2000'],
    ['FIND {smith} WITH HIGHLIGHT', 'MALFORMED_SEARCH', "unexpected token: 'HIGHLIGHT'"],
    ['FIND {s}', 'INVALID_SEARCH', 'search term must be longer than one character: s'],
    ['FIND {*}', 'INVALID_SEARCH', 'search term must be longer than one character'],
    ['FIND {smith AND}', 'MALFORMED_SEARCH', 'cannot be understood'],
    ['FIND {(smith}', 'MALFORMED_SEARCH', 'cannot be understood'],
    ['FIND {smith)}', 'MALFORMED_SEARCH', 'cannot be understood'],
    ['FIND {smith} RETURNING Comic', 'INVALID_TYPE', "sObject type 'Comic' is not supported."],
    ['FIND {smith} RETURNING Book(Foo)', 'INVALID_FIELD', "No such column 'Foo'"],
    ['FIND {smith} RETURNING Book(Id WHERE)', 'MALFORMED_SEARCH', 'unexpected token'],
    ['FIND {smith} RETURNING Book(COUNT(Id))', 'MALFORMED_SEARCH', 'takes fields alone'],
    ['FIND {smith} RETURNING Person(Id, (SELECT Id FROM Books))', 'MALFORMED_SEARCH', 'takes fields alone'],
  ])('%s', (sosl, errorCode, message) => {
    const [code, text] = refusal(() => executeSosl(library.asker, sosl));
    expect(code).toBe(errorCode);
    expect(text).toContain(message);
  });
});

describe('a hostile search', () => {
  it.each([
    ['1,900 parentheses', `${'('.repeat(1_900)}smith${')'.repeat(1_900)}`, 'MALFORMED_SEARCH'],
    ['many wildcards', `${'a*?'.repeat(1_000)}zz`, 0],
    ['many words joined by OR', Array.from({ length: 700 }, (_, n) => `w${n}`).join(' OR '), 0],
    ['more than 4,000 characters', `smith ${'OR smith '.repeat(500)}`, 2],
    ['more than 10,000 characters', 'smith '.repeat(2_000), 0],
  ])('of %s gets an answer soon', (_title, find, expected) => {
    for (let index = 0; index < 2_000; index += 1) library.add('Film', { Name: `${'a'.repeat(60)} ${index}` });
    const started = performance.now();
    const sosl = `FIND {${find}}`;
    expect(typeof expected === 'number' ? names(sosl).length : refusal(() => names(sosl))[0]).toBe(expected);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('of random words is answered or refused, never a failure', () => {
    const words =
      'FIND { } {smith} smith "john smith" " \\ ( ) AND OR NOT * ? IN ALL FIELDS RETURNING Book Person( Id , WHERE Name = \'x\' LIMIT 5 ORDER BY ) LIMIT 3';
    const sosl = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 20 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(
        fc.oneof(
          sosl,
          sosl.map((text) => `FIND {smith} ${text}`),
          sosl.map((text) => `FIND {${text}}`),
        ),
        (text) => {
          try {
            executeSosl(library.asker, text);
          } catch (error) {
            expect(error).toBeInstanceOf(ApiError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
