import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import { readCells } from './columns.ts';
import { Library } from './library.fixture.ts';
import { firstPage, nextPage } from './pages.ts';

let library: Library;
let ada: string;
let bob: string;

beforeEach(() => {
  library = new Library();
  ada = library.add('Person', { Name: 'Ada', Email: 'ada@example.com', TimeZoneSidKey: 'Europe/Berlin' });
  bob = library.add('Person', { Name: 'Bob' });
  const book = (Name: string, rest: Record<string, string | number | boolean | null>) =>
    library.add('Book', { Name, ...rest });
  book('Atlas', {
    Isbn: 'a1',
    Shelf: 'South',
    Topics: 'Art;War',
    Pages: 100,
    Price: 10.1,
    Printed: '2026-01-31',
    OwnerId: ada,
  });
  book('Birds', {
    Isbn: 'b2',
    Shelf: 'North',
    Topics: 'Art',
    Pages: 300,
    Price: 20.2,
    Printed: '2026-08-09',
    OwnerId: ada,
  });
  book('Codes', {
    Isbn: 'c3',
    Shelf: 'north',
    Topics: 'Law',
    Pages: null,
    Price: null,
    Printed: '2025-12-31',
    OwnerId: bob,
    Rare: true,
  });
  book('Drums', { Shelf: null, Topics: null, Pages: 50, Price: 0.1, Bought: '2026-11-21T23:30:00.000+0000' });
});

function refusal(soql: string): { readonly errorCode: string; readonly message: string } {
  try {
    library.ask(soql);
  } catch (error) {
    if (error instanceof ApiError && error.entries[0]) return error.entries[0];
    throw error;
  }
  throw new Error(`Not refused: ${soql}`);
}

describe('a condition', () => {
  it.each([
    ["Topics INCLUDES ('Art')", ['Atlas', 'Birds']],
    ["Topics INCLUDES ('Art;War', 'Law')", ['Atlas', 'Codes']],
    ["Topics EXCLUDES ('Art')", ['Codes', 'Drums']],
    ["Name <> 'Atlas' AND Pages <> 50", ['Birds', 'Codes']],
    ['Price > USD10.5', ['Birds']],
    ['Price > -1 AND Price < .2', ['Drums']],
    ['CALENDAR_YEAR(Printed) = 2026', ['Atlas', 'Birds']],
    ['CALENDAR_MONTH(Printed) IN (8, 12)', ['Birds', 'Codes']],
    ['DAY_ONLY(Bought) = YESTERDAY', ['Drums']],
    ['HOUR_IN_DAY(Bought) = 23', ['Drums']],
    ["toLabel(Shelf) = 'NORTH'", ['Birds', 'Codes']],
    ["NOT NOT Name = 'Atlas'", ['Atlas']],
    ["NOT (NOT (Shelf = 'South' OR Rare = true))", ['Atlas', 'Codes']],
    ["((((((((((((Name = 'Atlas'))))))))))))", ['Atlas']],
    ["Isbn = 'B2'", ['Birds']],
    ["Isbn IN ('a1', 'C3', 'zz')", ['Atlas', 'Codes']],
    ["Isbn IN ('a1', null)", ['Atlas', 'Drums']],
    ["Owner.Name = 'ada' AND Isbn = 'a1'", ['Atlas']],
    [`OwnerId IN (SELECT Id FROM Person WHERE Name = 'Bob')`, ['Codes']],
    [`OwnerId NOT IN (SELECT Id FROM Person WHERE Name = 'Bob')`, ['Atlas', 'Birds', 'Drums']],
    ["Name = 'Atlas' WITH SECURITY_ENFORCED", ['Atlas']],
    ["Name = 'Atlas' WITH USER_MODE", ['Atlas']],
    ["Name = 'Atlas' LIMIT 1 FOR VIEW", ['Atlas']],
  ])('%s', (where, names) => {
    expect(library.books(where)).toEqual(names);
  });

  it('takes aliases of the object and of its parents, in any case', () => {
    const names = (soql: string) => library.list(soql).rows.map((row) => row.Name);
    expect(names("SELECT b.Name FROM book B WHERE B.owner.NAME = 'Ada' ORDER BY b.Pages DESC")).toEqual([
      'Birds',
      'Atlas',
    ]);
    expect(names("SELECT Name FROM Book b, b.Owner o WHERE o.Name = 'Bob'")).toEqual(['Codes']);
    expect(names("SELECT Name FROM Loan, Loan.Person p WHERE p.Name = 'Bob'")).toEqual([]);
  });

  it('asks in the scope of the caller', () => {
    library.userId = ada;
    expect(library.list('SELECT Id FROM Book USING SCOPE mine').rows).toHaveLength(2);
    expect(library.list('SELECT Id FROM Book USING SCOPE everything').rows).toHaveLength(4);
    expect(refusal('SELECT Id FROM Film USING SCOPE mine').errorCode).toBe('INVALID_QUERY_SCOPE');
  });

  it('sorts by functions and parents', () => {
    const soql = 'SELECT Name FROM Book ORDER BY CALENDAR_MONTH(Printed) DESC NULLS LAST, Owner.Name';
    expect(library.list(soql).rows.map((row) => row.Name)).toEqual(['Codes', 'Birds', 'Atlas', 'Drums']);
  });
});

describe('a list of children', () => {
  it('is nested, filtered, sorted and cut for each parent, and null when it is empty', () => {
    const soql =
      "SELECT Name, (SELECT Name, Owner.Email FROM Books WHERE Name != 'x' ORDER BY Name DESC LIMIT 1) FROM Person";
    expect(library.records(soql)).toEqual([
      {
        Name: 'Ada',
        Books: { totalSize: 1, done: true, records: [{ Name: 'Birds', Owner: { Email: 'ada@example.com' } }] },
      },
      { Name: 'Bob', Books: { totalSize: 1, done: true, records: [{ Name: 'Codes', Owner: { Email: null } }] } },
    ]);
    expect(library.records("SELECT (SELECT Id FROM Books WHERE Rare = true) FROM Person WHERE Name = 'Ada'")).toEqual([
      { Books: null },
    ]);
  });

  it('is read on page by page like any result', () => {
    const answer = library.list("SELECT (SELECT Name FROM Books) FROM Person WHERE Name = 'Ada'");
    const [record] = firstPage(library.pages(1), answer).records;
    const books = record?.Books as { totalSize: number; done: boolean; nextRecordsUrl: string };
    expect([books.totalSize, books.done]).toEqual([2, false]);
    const [, locator = ''] = /^\/v\/query\/([^/]+)$/.exec(books.nextRecordsUrl) ?? [];
    const next = nextPage(library.pages(), locator);
    expect([next.totalSize, next.locator, next.records.map((row) => row.Name)]).toEqual([2, null, ['Birds']]);
  });

  it('holds deleted children when those are asked for', () => {
    const object = library.store.schema.need('Book');
    library.store.remove(object, String(library.list("SELECT Id FROM Book WHERE Name = 'Birds'").rows[0]?.Id), 'now');
    const soql = "SELECT (SELECT Name FROM Books ORDER BY Name) FROM Person WHERE Name = 'Ada'";
    const size = (withDeleted: boolean) =>
      (library.records(soql, { withDeleted })[0] as { Books: { totalSize: number } }).Books.totalSize;
    expect([size(false), size(true)]).toEqual([1, 2]);
  });
});

describe('a lookup to several objects', () => {
  beforeEach(() => {
    const film = library.add('Film', { Name: 'Fog', Minutes: 90 });
    const book = String(library.list("SELECT Id FROM Book WHERE Name = 'Atlas'").rows[0]?.Id);
    library.add('Loan', { Name: 'L1', ItemId: film, PersonId: ada });
    library.add('Loan', { Name: 'L2', ItemId: book, PersonId: bob });
    library.add('Loan', { Name: 'L3' });
  });

  it('shows what its objects have in common, and their type', () => {
    expect(library.records('SELECT Item.Name, Item.Type FROM Loan ORDER BY Name')).toEqual([
      { Item: { Name: 'Fog', Type: 'Film' } },
      { Item: { Name: 'Atlas', Type: 'Book' } },
      { Item: null },
    ]);
    expect(library.list("SELECT Id FROM Loan WHERE Item.Type = 'film'").rows).toHaveLength(1);
    expect(refusal('SELECT Item.Minutes FROM Loan').errorCode).toBe('INVALID_FIELD');
  });

  it('shows the fields TYPEOF names for each object', () => {
    const soql = 'SELECT TYPEOF Item WHEN Film THEN Minutes, Name ELSE Name END, Name FROM Loan ORDER BY Name';
    expect(library.records(soql)).toEqual([
      { Item: { Minutes: 90, Name: 'Fog' }, Name: 'L1' },
      { Item: { Name: 'Atlas' }, Name: 'L2' },
      { Item: null, Name: 'L3' },
    ]);
    expect(library.list(soql).features.typeOf).toBe(true);
    expect(refusal('SELECT TYPEOF Item WHEN Person THEN Name END FROM Loan').errorCode).toBe('INVALID_TYPE');
    expect(refusal('SELECT TYPEOF Person WHEN Person THEN Name END FROM Loan').errorCode).toBe('INVALID_FIELD');
  });
});

describe('an aggregate query', () => {
  it('groups text without regard to case and numbers what has no alias', () => {
    const soql =
      'SELECT Shelf, COUNT(Id), SUM(Price) total, AVG(Pages), COUNT(Pages) FROM Book GROUP BY Shelf ORDER BY Shelf NULLS LAST';
    expect(library.records(soql)).toEqual([
      { Shelf: 'North', expr0: 2, total: 20.2, expr1: 300, expr2: 1 },
      { Shelf: 'South', expr0: 1, total: 10.1, expr1: 100, expr2: 1 },
      { Shelf: null, expr0: 1, total: 0.1, expr1: 50, expr2: 1 },
    ]);
  });

  it('sums decimals exactly, and an empty result to null', () => {
    expect(
      library.records('SELECT SUM(Price) s, MIN(Printed) a, MAX(Name) b, COUNT_DISTINCT(Shelf) c FROM Book'),
    ).toEqual([{ s: 30.4, a: '2025-12-31', b: 'Drums', c: 2 }]);
    expect(library.records("SELECT SUM(Price) s, COUNT(Id) c FROM Book WHERE Name = 'none'")).toEqual([
      { s: null, c: 0 },
    ]);
    expect(library.records("SELECT Shelf FROM Book WHERE Name = 'none' GROUP BY Shelf")).toEqual([]);
  });

  it('groups by parents and by parts of dates, filters by HAVING and sorts by aggregates and aliases', () => {
    expect(
      library.records('SELECT Owner.Name, COUNT(Id) n FROM Book GROUP BY Owner.Name ORDER BY n DESC LIMIT 1'),
    ).toEqual([{ Name: 'Ada', n: 2 }]);
    expect(
      library.records(
        'SELECT CALENDAR_YEAR(Printed) y, COUNT(Id) n FROM Book GROUP BY CALENDAR_YEAR(Printed) ORDER BY COUNT(Id) DESC, CALENDAR_YEAR(Printed) NULLS LAST',
      ),
    ).toEqual([
      { y: 2026, n: 2 },
      { y: 2025, n: 1 },
      { y: null, n: 1 },
    ]);
    const having = (condition: string) =>
      library.records(`SELECT Owner.Name FROM Book GROUP BY Owner.Name HAVING ${condition}`);
    expect(having('COUNT(Id) > 1')).toEqual([{ Name: 'Ada' }]);
    expect(having("COUNT(Id) > 0 AND NOT (Owner.Name = 'Ada' OR MAX(Pages) = 50)")).toEqual([{ Name: 'Bob' }]);
    expect(having("(COUNT(Id) > 1 OR NOT Owner.Name != 'bob') AND MIN(Printed) < TODAY")).toHaveLength(2);
  });

  it('adds subtotals by ROLLUP and CUBE, told apart by GROUPING', () => {
    const rows = (how: string) =>
      library.records(
        `SELECT Rare, Owner.Name, COUNT(Id) n, GROUPING(Rare) r, GROUPING(Owner.Name) o FROM Book GROUP BY ${how}(Rare, Owner.Name)`,
      );
    expect(rows('ROLLUP')).toEqual([
      { Rare: false, Name: 'Ada', n: 2, r: 0, o: 0 },
      { Rare: true, Name: 'Bob', n: 1, r: 0, o: 0 },
      { Rare: false, Name: null, n: 1, r: 0, o: 0 },
      { Rare: false, Name: null, n: 3, r: 0, o: 1 },
      { Rare: true, Name: null, n: 1, r: 0, o: 1 },
      { Rare: null, Name: null, n: 4, r: 1, o: 1 },
    ]);
    expect(rows('CUBE')).toHaveLength(9);
  });

  it('counts hours on the wall clock of the caller where asked', () => {
    library.userId = ada;
    const hour = (of: string) =>
      library.records(`SELECT HOUR_IN_DAY(${of}) h FROM Book WHERE Bought != null GROUP BY HOUR_IN_DAY(${of})`);
    expect(hour('Bought')).toEqual([{ h: 23 }]);
    expect(hour('convertTimezone(Bought)')).toEqual([{ h: 0 }]);
  });

  it('has no more pages than one', () => {
    for (let index = 0; index < 2001; index += 1) library.add('Film', { Name: `f${index}` });
    const answer = library.list('SELECT Name, COUNT(Id) FROM Film GROUP BY Name');
    expect(() => firstPage(library.pages(), answer)).toThrow('Aggregate query does not support queryMore()');
    const cut = library.list('SELECT Name, COUNT(Id) FROM Film GROUP BY Name LIMIT 2000');
    expect(firstPage(library.pages(200), cut).records).toHaveLength(2000);
  });
});

describe('functions in SELECT', () => {
  it('stand in place of their field, or under their alias', () => {
    library.userId = ada;
    const soql =
      "SELECT toLabel(Shelf), toLabel(Owner.Email), FORMAT(Price) p, convertCurrency(Price), FORMAT(Bought) b, FORMAT(Printed) d FROM Book WHERE Name IN ('Atlas', 'Drums')";
    expect(library.records(soql)).toEqual([
      { Shelf: 'South', Owner: { Email: 'ada@example.com' }, p: '$10.10', Price: 10.1, b: null, d: '1/31/2026' },
      { Shelf: null, Owner: null, p: '$0.10', Price: 0.1, b: '11/22/26, 12:30 AM', d: null },
    ]);
  });

  it('have FIELDS() for those who do not know the fields', () => {
    expect(Object.keys(library.records('SELECT FIELDS(STANDARD) FROM Film')[0] ?? {})).toEqual([]);
    library.add('Film', { Name: 'Fog' });
    expect(library.records('SELECT FIELDS(STANDARD) FROM Film')[0]).toMatchObject({ Name: 'Fog', Minutes: null });
    expect(refusal('SELECT FIELDS(ALL) FROM Film').message).toContain('LIMIT of at most 200');
    expect(refusal('SELECT FIELDS(ALL), Name FROM Film LIMIT 1').message).toBe('duplicate field selected: Name');
  });
});

describe('flat columns', () => {
  it('head CSV in the order of the query and read a row without rendering it', () => {
    const { columns, rows, features } = library.list('SELECT name, Owner.Name, FORMAT(Price) p, Id FROM Book LIMIT 1');
    expect(columns.map((column) => column.path)).toEqual(['Name', 'Owner.Name', 'p', 'Id']);
    expect(readCells(columns, rows[0] ?? {})).toEqual(['Atlas', 'Ada', '$10.10', rows[0]?.Id]);
    expect(features).toEqual({ aggregate: false, childSubqueries: false, typeOf: false, offset: false });
  });

  it('tell what bulk queries do not take', () => {
    expect(library.list('SELECT COUNT(Id) FROM Book').columns.map((column) => column.path)).toEqual(['expr0']);
    expect(library.list('SELECT COUNT(Id) FROM Book').features.aggregate).toBe(true);
    expect(library.ask('SELECT COUNT() FROM Book')).toMatchObject({
      kind: 'count',
      count: 4,
      features: { aggregate: true },
    });
    expect(library.list('SELECT Id, (SELECT Id FROM Books) FROM Person OFFSET 1').features).toMatchObject({
      childSubqueries: true,
      offset: true,
    });
  });
});

describe('cursors', () => {
  it('hold the stored records themselves and end after 15 minutes without use', () => {
    const answer = library.list('SELECT Name FROM Book');
    const { locator } = firstPage(library.pages(1), answer);
    const wait = (minutes: number) => {
      library.now = new Date(library.now.getTime() + minutes * 60_000);
    };
    expect(answer.rows[0]).toBe(library.store.findById(String(answer.rows[0]?.Id)));
    wait(14);
    expect(nextPage(library.pages(), locator ?? '').records).toEqual([expect.objectContaining({ Name: 'Birds' })]);
    wait(14);
    expect(nextPage(library.pages(), locator ?? '').records).toHaveLength(1);
    wait(15);
    expect(() => nextPage(library.pages(), locator ?? '')).toThrow('INVALID_QUERY_LOCATOR');
    expect(library.cursors.size).toBe(0);
  });

  it('belong to the user who asked', () => {
    library.userId = ada;
    const { locator } = firstPage(library.pages(1), library.list('SELECT Name FROM Book'));
    library.userId = bob;
    expect(() => nextPage(library.pages(), locator ?? '')).toThrow('INVALID_QUERY_LOCATOR');
  });
});

describe('a query that is refused', () => {
  it.each([
    [
      'SELECT Name, COUNT(Id) FROM Book GROUP BY Shelf',
      'MALFORMED_QUERY',
      'ERROR at Row:1:Column:8\nField must be grouped or aggregated: Name',
    ],
    ['SELECT Name, COUNT(Id) FROM Book', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    [
      'SELECT Shelf FROM Book GROUP BY Shelf HAVING Name = null',
      'MALFORMED_QUERY',
      'Row:1:Column:46\nField must be grouped or aggregated: Name',
    ],
    ['SELECT Shelf n, COUNT(Id) FROM Book GROUP BY Shelf HAVING n = null', 'INVALID_FIELD', "No such column 'n'"],
    ['SELECT Price FROM Book GROUP BY Price', 'MALFORMED_QUERY', "field 'Price' can not be grouped in a query call"],
    ['SELECT SUM(Name) FROM Book', 'MALFORMED_QUERY', 'field Name does not support aggregate operator SUM'],
    ['SELECT COUNT(Rare) FROM Book', 'MALFORMED_QUERY', 'field Rare does not support aggregate operator COUNT'],
    [
      'SELECT COUNT(Id) FROM Book LIMIT 1',
      'MALFORMED_QUERY',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT COUNT(), Id FROM Book', 'MALFORMED_QUERY', 'COUNT() must be the only element in the SELECT list'],
    ['SELECT Shelf a, Name a FROM Book GROUP BY Shelf, Name', 'MALFORMED_QUERY', 'duplicate alias: a'],
    ['SELECT GROUPING(Shelf) FROM Book GROUP BY Shelf', 'MALFORMED_QUERY', 'GROUPING'],
    ["SELECT Id FROM Book WHERE Review = 'x'", 'INVALID_FIELD', "field 'Review' can not be filtered in a query call"],
    ['SELECT Id FROM Book ORDER BY Review', 'MALFORMED_QUERY', "field 'Review' can not be sorted in a query call"],
    ['SELECT Id FROM Book WHERE COUNT(Id) > 1', 'MALFORMED_QUERY', 'COUNT'],
    ["SELECT DISTANCE(Name, GEOLOCATION(1, 2), 'km') FROM Book", 'MALFORMED_QUERY', 'DISTANCE'],
    ["SELECT Id FROM Book WHERE DISTANCE(Name, GEOLOCATION(1, 2), 'km') < 3", 'MALFORMED_QUERY', 'DISTANCE'],
    [
      'SELECT Id FROM Book WHERE HOUR_IN_DAY(Printed) = 1',
      'MALFORMED_QUERY',
      'field Printed does not support function HOUR_IN_DAY',
    ],
    ['SELECT convertTimezone(Bought) FROM Book', 'MALFORMED_QUERY', 'CONVERTTIMEZONE'],
    [
      "SELECT Id FROM Book WHERE Name INCLUDES ('x')",
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on string field',
    ],
    ['SELECT Id FROM Book WHERE Name IN (SELECT Id FROM Person)', 'MALFORMED_QUERY', 'semi join'],
    [
      'SELECT (SELECT Id FROM Comics) FROM Person',
      'INVALID_TYPE',
      "Row:1:Column:24\nDidn't understand relationship 'Comics' in FROM part of query call.",
    ],
    ['SELECT (SELECT COUNT(Id) FROM Books) FROM Person', 'MALFORMED_QUERY', 'not allowed in a subquery'],
    ['SELECT (SELECT Foo FROM Books) FROM Person', 'INVALID_FIELD', "No such column 'Foo' on entity 'Book'"],
    ['SELECT Id FROM Alarm__e', 'INVALID_TYPE', "sObject type 'Alarm__e' is not supported."],
    ['SELECT Id FROM Book ALL ROWS', 'MALFORMED_QUERY', 'ALL ROWS not allowed in this context'],
    ['SELECT Id FROM Book WHERE Name = :name', 'MALFORMED_QUERY', 'Row:1:Column:34'],
    ['SELECT Id FROM Book -- all', 'MALFORMED_QUERY', 'unexpected token'],
    ['SELECT Id /* key */ FROM Book', 'MALFORMED_QUERY', "line 1:10 no viable alternative at character '/'"],
    [
      "SELECT Id FROM Book WHERE Name = 'a\nb'",
      'MALFORMED_QUERY',
      "line 1:35 mismatched character '\\n' expecting '''",
    ],
    ['SELECT Id FROM Book WHERE Name = "x"', 'MALFORMED_QUERY', 'no viable alternative'],
    ['SELECT Id FROM Book;', 'MALFORMED_QUERY', "unexpected token: ';'"],
    ['SELECT Shelf FROM Book GROUP BY Shelf HAVING', 'MALFORMED_QUERY', "unexpected token: '"],
    ['SELECT Shelf FROM Book GROUP BY Shelf\nHAVING COUNT(Id) >', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    [
      'SELECT Shelf FROM Book GROUP BY Shelf\nHAVING COUNT(Id) > > 1',
      'MALFORMED_QUERY',
      "Row:2:Column:20\nunexpected token: '>'",
    ],
    ['SELECT Id FROM Book WITH DATA CATEGORY Geo__c AT x__c', 'MALFORMED_QUERY', 'WITH DATA CATEGORY'],
  ])('%s', (soql, errorCode, message) => {
    const entry = refusal(soql);
    expect(entry.errorCode).toBe(errorCode);
    expect(entry.message).toContain(message);
  });
});
