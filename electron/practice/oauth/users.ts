import type { Org } from '../org.ts';
import type { Row } from '../schema/object.ts';

/** A user of the org as sign-in and identity need it: a row of the User object. */
export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
  readonly active: boolean;
}

function readUser(row: Row): OrgUser {
  const read = (name: string) => String(row[name] ?? '');
  return {
    id: read('Id'),
    username: read('Username'),
    firstName: read('FirstName'),
    lastName: read('LastName'),
    name: read('Name'),
    email: read('Email'),
    timeZone: read('TimeZoneSidKey'),
    locale: read('LocaleSidKey'),
    language: read('LanguageLocaleKey'),
    active: row.IsActive === true,
  };
}

function users(org: Org) {
  return org.store.table(org.store.schema.need('User'));
}

/** The user with this 18-character id; undefined when there is none. */
export function findUser(org: Org, id: string): OrgUser | undefined {
  const row = users(org).find(id);
  return row && readUser(row);
}

/** The user of that username, in any case; undefined when there is none. */
export function findUserByName(org: Org, username: string): OrgUser | undefined {
  const wanted = username.toLowerCase();
  for (const row of users(org).rows()) {
    if (String(row.Username ?? '').toLowerCase() === wanted) return readUser(row);
  }
  return undefined;
}
