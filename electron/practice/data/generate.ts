import type { SeededRandom } from '../random.ts';
import { stages } from '../schema/opportunity.ts';
import { industries, leadSources, ratings, salutations } from '../schema/picklists.ts';
import type { Store } from '../store/store.ts';
import { asciiName } from './ascii-name.ts';
import { addBillsAndCases, billCount, caseCount } from './bills.ts';
import { addLeadStatuses } from './lead-statuses.ts';
import { cities, companyStems, companyTrades, deals, firstNames, jobs, lastNames, streets } from './names.ts';
import { type SampleFields, SampleWriter } from './sample-writer.ts';
import { addUsers, userCount } from './users.ts';

/** How many records of each object the sample data holds. */
export const sampleCounts = {
  User: userCount,
  Account: 200,
  Contact: 500,
  Lead: 300,
  Opportunity: 250,
  Bill__c: billCount,
  Case: caseCount,
} as const;

function phone(random: SeededRandom, prefix: string): string {
  return `${prefix} ${random.integer(1000, 9999)}`;
}

interface Company {
  readonly id: string;
  readonly name: string;
  readonly place: (typeof cities)[number];
  readonly street: string;
}

function addAccount(writer: SampleWriter, number: number): Company {
  const { random } = writer;
  const stem = companyStems[number % companyStems.length] ?? 'Alder';
  const [trade, industry] = companyTrades[(number * 7) % companyTrades.length] ?? companyTrades[0];
  const name = `${stem} ${trade}`;
  const place = random.pick(cities);
  const street = `${random.integer(1, 220)} ${random.pick(streets)}`;
  const id = writer.add(
    'Account',
    {
      Name: name,
      Type: random.pick(['Prospect', 'Customer - Direct', 'Customer - Channel', 'Technology Partner']),
      Industry: industry,
      BillingStreet: street,
      BillingCity: place.city,
      BillingState: place.state,
      BillingPostalCode: place.postalCode,
      BillingCountry: place.country,
      Phone: phone(random, place.phone),
      Website: `https://${asciiName(name)}.example.com`,
      AccountNumber: `A-${String(1000 + number)}`,
      AnnualRevenue: random.integer(2, 900) * 250_000,
      NumberOfEmployees: random.integer(8, 12_000),
      Ownership: random.pick(['Public', 'Private', 'Subsidiary']),
      Rating: random.next() < 0.2 ? null : random.pick(ratings),
      AccountSource: random.pick(leadSources),
    },
    900,
  );
  return { id, name, place, street };
}

function personFields(random: SeededRandom, number: number, domain: string): SampleFields {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  return {
    FirstName: first,
    LastName: last,
    Salutation: random.next() < 0.5 ? null : random.pick(salutations),
    Email: `${asciiName(first)}.${asciiName(last)}${number}@${domain}`,
    LeadSource: random.next() < 0.15 ? null : random.pick(leadSources),
  };
}

function addContact(writer: SampleWriter, number: number, company: Company): void {
  const { random } = writer;
  const [title, department] = random.pick(jobs);
  const fields = {
    ...personFields(random, number, `${asciiName(company.name)}.example.com`),
    AccountId: company.id,
    Title: title,
    Department: department,
    Phone: phone(random, company.place.phone),
    MobilePhone: random.next() < 0.3 ? null : phone(random, company.place.phone),
    MailingStreet: company.street,
    MailingCity: company.place.city,
    MailingState: company.place.state,
    MailingPostalCode: company.place.postalCode,
    MailingCountry: company.place.country,
    Birthdate: random.next() < 0.6 ? null : writer.day(-random.integer(22 * 365, 64 * 365)),
    HasOptedOutOfEmail: random.next() < 0.08,
  };
  writer.add('Contact', fields, 700);
}

function addLead(writer: SampleWriter, number: number): void {
  const { random } = writer;
  const place = random.pick(cities);
  const company = `${random.pick(companyStems)} ${random.pick(companyTrades)[0]}`;
  const fields = {
    ...personFields(random, number, 'example.org'),
    Company: company,
    Title: random.pick(jobs)[0],
    Street: `${random.integer(1, 220)} ${random.pick(streets)}`,
    City: place.city,
    State: place.state,
    PostalCode: place.postalCode,
    Country: place.country,
    Phone: phone(random, place.phone),
    Status: random.pick([
      'Open - Not Contacted',
      'Open - Not Contacted',
      'Working - Contacted',
      'Closed - Not Converted',
    ]),
    Industry: random.pick(industries),
    Rating: random.next() < 0.25 ? null : random.pick(ratings),
    AnnualRevenue: random.next() < 0.3 ? null : random.integer(1, 400) * 100_000,
    NumberOfEmployees: random.integer(3, 4_000),
  };
  writer.add('Lead', fields, 240);
}

function addOpportunity(writer: SampleWriter, company: Company): void {
  const { random } = writer;
  const stage = random.pick([...stages.keys()]);
  const closed = stages.get(stage)?.closed ?? false;
  const fields = {
    Name: `${company.name} - ${random.pick(deals)}`,
    AccountId: company.id,
    StageName: stage,
    Amount: random.next() < 0.05 ? null : random.integer(4, 960) * 250,
    CloseDate: writer.day(closed ? -random.integer(1, 300) : random.integer(1, 240)),
    Type:
      random.next() < 0.2
        ? null
        : random.pick(['New Customer', 'Existing Customer - Upgrade', 'Existing Customer - Replacement']),
    LeadSource: random.next() < 0.3 ? null : random.pick(leadSources),
    NextStep: closed
      ? null
      : random.pick(['Send offer', 'Call back', 'Arrange demo', 'Wait for budget', 'Check references']),
  };
  writer.add('Opportunity', fields, 360);
}

/**
 * Fills an empty store with users and made-up records, as many as `sampleCounts` says. Names, amounts and ids follow from the seed
 * alone; dates are counted from the day of `now`, so that "this month" always finds some.
 */
export function generateSampleData(store: Store, seed: number, now: Date): void {
  const userIds = addUsers(store, seed, now);
  addLeadStatuses(store, now);
  const writer = new SampleWriter(store, userIds, seed, now);
  const companies = Array.from({ length: sampleCounts.Account }, (_, number) => addAccount(writer, number));
  for (let number = 0; number < sampleCounts.Contact; number += 1) {
    addContact(writer, number, companies[number % companies.length] ?? writer.random.pick(companies));
  }
  for (let number = 0; number < sampleCounts.Lead; number += 1) addLead(writer, number);
  for (let number = 0; number < sampleCounts.Opportunity; number += 1) {
    addOpportunity(writer, writer.random.pick(companies));
  }
  const accountIds = companies.map(({ id }) => id);
  addBillsAndCases(writer, accountIds);
}
