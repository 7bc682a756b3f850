import { standardProfiles } from '../access/profile.ts';
import { formatDate } from '../dates.ts';
import { orgId, practiceUsers } from '../identity.ts';
import { createRandom } from '../random.ts';
import type { Store } from '../store/store.ts';
import { asciiName } from './ascii-name.ts';
import { firstNames, jobs, lastNames } from './names.ts';

/** How many users the org has, the two shown ones included. */
export const userCount = 40;

/** A few of them have left: they show what a user who is switched off means. */
const inactive = new Set([17, 29, 38]);

interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly title: string;
  readonly department: string;
}

function people(seed: number): Person[] {
  const random = createRandom(seed ^ 0x5eed);
  const shown = practiceUsers.map((user, index) => ({ ...user, department: index === 0 ? 'Operations' : 'Sales' }));
  const others = Array.from({ length: userCount - shown.length }, (_, index) => {
    const number = String(index + shown.length + 1).padStart(2, '0');
    const firstName = random.pick(firstNames);
    const lastName = random.pick(lastNames);
    const [title, department] = random.pick(jobs);
    const email = `${asciiName(firstName)}.${asciiName(lastName)}${number}@example.com`;
    return { username: `user${number}@practice.example`, firstName, lastName, email, title, department };
  });
  return [...shown, ...others];
}

/**
 * Adds the org's own record, its profiles and its 40 users. The first user is the administrator and everyone's
 * manager; all others have the profile that may less.
 */
export function addUsers(store: Store, seed: number, now: Date): readonly string[] {
  const moment = `${formatDate(now)}T00:00:00.000+0000`;
  const admin = practiceUsers[0].id;
  const audit = {
    CreatedDate: moment,
    CreatedById: admin,
    LastModifiedDate: moment,
    LastModifiedById: admin,
    SystemModstamp: moment,
  };
  store.insert(store.schema.need('Organization'), orgId, {
    Id: orgId,
    Name: 'Practice Org',
    Country: 'DE',
    DefaultLocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    TimeZoneSidKey: 'Europe/Berlin',
    OrganizationType: 'Developer Edition',
    InstanceName: 'PRAC1',
    IsSandbox: false,
    ...audit,
  });
  const [administrator, standard] = standardProfiles;
  for (const { id, name } of standardProfiles) {
    store.insert(store.schema.need('Profile'), id, { Id: id, Name: name, Description: null, ...audit });
  }
  const object = store.schema.need('User');
  return people(seed).map((person, index) => {
    const id = store.table(object).takeId();
    store.insert(object, id, {
      Id: id,
      Username: person.username,
      LastName: person.lastName,
      FirstName: person.firstName,
      Name: `${person.firstName} ${person.lastName}`,
      Email: person.email,
      Title: person.title,
      Department: person.department,
      Alias: asciiName(person.firstName.slice(0, 1) + person.lastName).slice(0, 8),
      ProfileId: (index === 0 ? administrator : standard).id,
      ManagerId: index === 0 ? null : admin,
      UserType: 'Standard',
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      IsActive: !inactive.has(index + 1),
      ...audit,
    });
    return id;
  });
}
