import { describe, expect, it } from 'vitest';
import { readQueryNeeds } from './soql-needs.ts';

/** `Object: field, field; Object: …` */
function read(query: string): string {
  return readQueryNeeds(query)
    .map(({ object, fields }) => `${object}: ${fields.join(', ')}`)
    .join('; ');
}

describe('what a query reads', () => {
  it.each([
    ['SELECT Id, Name FROM Contact', 'Contact: Id, Name'],
    ['select Id from Contact', 'Contact: Id'],
    ['SELECT Account.Name, Account.Owner.Email FROM Contact', 'Contact: Account.Name, Account.Owner.Email'],
    ['SELECT Account.Name, a.Phone FROM Account a', 'Account: Name, Phone'],
    ['SELECT COUNT() FROM Lead', 'Lead: '],
    ['SELECT toLabel(Status), FORMAT(convertCurrency(Amount)) shown FROM Lead', 'Lead: Status, Amount'],
    ['SELECT Name n, COUNT(Id) c FROM Lead GROUP BY Name HAVING COUNT(Id) > 1 ORDER BY c', 'Lead: Name, Id'],
    ['SELECT FIELDS(ALL) FROM Lead LIMIT 200', 'Lead: '],
    ['SELECT Id FROM Lead GROUP BY ROLLUP(Status, Rating) ORDER BY expr0', 'Lead: Id, Status, Rating'],
    ['SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END, Subject FROM Event', 'Event: Subject'],
    [
      'SELECT Id, (SELECT LastName, Account.Name FROM Contacts WHERE Email != null) FROM Account',
      'Account: Id, Contacts/LastName, Contacts/Account.Name, Contacts/Email',
    ],
    [
      'SELECT (SELECT (SELECT Subject FROM Cases) FROM Account.Contacts) FROM Account',
      'Account: Contacts/Cases/Subject',
    ],
    [
      "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Email LIKE '%x') AND Phone = '1'",
      'Account: Id, Phone; Contact: AccountId, Email',
    ],
    [
      'SELECT Id FROM Lead WHERE (CALENDAR_YEAR(CreatedDate) = 2026 OR NOT Score__c > LAST_N_DAYS:3) ORDER BY City DESC NULLS LAST, State LIMIT 5',
      'Lead: Id, CreatedDate, Score__c, City, State',
    ],
    ["SELECT Id FROM Lead WHERE Name = 'x FROM y = \\'z' AND Id NOT IN {{ ids }} FOR VIEW", 'Lead: Id, Name'],
    [
      "SELECT Id FROM Lead WHERE Name = '{{ \"it's\" }}' AND {{ field }} = 3 AND City = {{ city }}",
      'Lead: Id, Name, City',
    ],
    [
      'SELECT Id FROM Lead WHERE CreatedDate > 2026-11-22T10:00:00+01:00 WITH SECURITY_ENFORCED',
      'Lead: Id, CreatedDate',
    ],
  ])('%s', (query, needs) => {
    expect(read(query)).toBe(needs);
  });

  it.each([
    ['FIND {x} IN ALL FIELDS'],
    [''],
    ['{{ query }}'],
    ['SELECT Id FROM'],
    ['SELECT (SELECT'],
    ['SELECT Id, ('],
  ])('is nothing of “%s”', (query) => {
    expect(readQueryNeeds(query)).toEqual([]);
  });

  it('is nothing of texts that are made to keep a reader busy', () => {
    for (const text of [
      'SELECT (SELECT '.repeat(1_000),
      `SELECT Id FROM Lead WHERE ${'('.repeat(10_000)}`,
      "\\'".repeat(9_000),
    ]) {
      expect(readQueryNeeds(text)).toEqual([]);
    }
    expect(readQueryNeeds(`SELECT Id FROM Lead WHERE Name IN (${"'a', ".repeat(10_000)}'b')`)).toEqual([]);
  });
});
