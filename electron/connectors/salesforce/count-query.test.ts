import { describe, expect, it } from 'vitest';
import { describeCount, toCountQuery } from './count-query.ts';

describe('the query that counts', () => {
  it.each([
    ['SELECT Id, Name FROM Contact', 'SELECT COUNT() FROM Contact'],
    [
      "select Id from Lead where Status = 'New' order by Name limit 10",
      "SELECT COUNT() FROM Lead where Status = 'New'",
    ],
    ["SELECT Id FROM Lead WHERE Name = 'a ORDER BY b' LIMIT 5", "SELECT COUNT() FROM Lead WHERE Name = 'a ORDER BY b'"],
    ["SELECT Id FROM Lead WHERE Name = 'it\\'s' ORDER BY Id", "SELECT COUNT() FROM Lead WHERE Name = 'it\\'s'"],
  ])('of %s', (soql, expected) => expect(toCountQuery(soql)).toBe(expected));

  it.each([
    'SELECT COUNT() FROM Lead',
    'SELECT Status, COUNT(Id) FROM Lead GROUP BY Status',
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
    'SELECT Id FROM Lead ALL ROWS',
    'not a query',
  ])('isn’t made of %s', (soql) => expect(toCountQuery(soql)).toBeUndefined());

  it('heeds the limit and the offset of the query, and counts its pages', () => {
    expect(describeCount('SELECT Id FROM Lead', 4_001)).toMatchObject({
      records: { least: 4_001 },
      calls: { most: 3 },
    });
    expect(describeCount('SELECT Id FROM Lead LIMIT 10 OFFSET 4', 12).records).toMatchObject({ least: 8, most: 8 });
    expect(describeCount('SELECT Id FROM Lead', 0)).toMatchObject({ records: { most: 0 }, calls: { least: 1 } });
  });
});
