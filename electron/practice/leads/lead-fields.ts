import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';

type Fields = Readonly<Record<string, Scalar>>;

/** Which field of a lead goes where. Source: "Lead Conversion Field Mapping", the standard mapping. */
const toAccount: Readonly<Record<string, string>> = {
  Company: 'Name',
  Phone: 'Phone',
  Website: 'Website',
  Industry: 'Industry',
  Rating: 'Rating',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  LeadSource: 'AccountSource',
  Street: 'BillingStreet',
  City: 'BillingCity',
  State: 'BillingState',
  PostalCode: 'BillingPostalCode',
  Country: 'BillingCountry',
};

const toContact: Readonly<Record<string, string>> = {
  LastName: 'LastName',
  FirstName: 'FirstName',
  Salutation: 'Salutation',
  Title: 'Title',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Email: 'Email',
  Description: 'Description',
  LeadSource: 'LeadSource',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
  DoNotCall: 'DoNotCall',
  Street: 'MailingStreet',
  City: 'MailingCity',
  State: 'MailingState',
  PostalCode: 'MailingPostalCode',
  Country: 'MailingCountry',
};

function mapped(lead: Row, mapping: Readonly<Record<string, string>>): Fields {
  const fields: Record<string, Scalar> = {};
  for (const [from, to] of Object.entries(mapping)) {
    const value = lead[from] ?? null;
    if (value !== null) fields[to] = value;
  }
  return fields;
}

/** What the account made of a lead holds. */
export function accountFields(lead: Row): Fields {
  return mapped(lead, toAccount);
}

/** What the contact made of a lead holds. */
export function contactFields(lead: Row): Fields {
  return mapped(lead, toContact);
}

/** Only those fields that are still empty in a record that is there already. */
export function emptyOnly(fields: Fields, existing: Row): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => (existing[name] ?? null) === null));
}
