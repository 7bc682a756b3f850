import { formatDate, formatDateTime } from '../dates.ts';
import { parseId } from '../ids.ts';
import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { RecordError, WriteResult } from '../store/record-error.ts';
import { createRecord, missingRecord, updateRecord, type WriteContext } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { accountFields, contactFields, emptyOnly } from './lead-fields.ts';

/** How a lead is to be converted; names as SOAP `convertLead` has them. */
export interface LeadConversion {
  readonly leadId: string;
  /** One of the converted statuses of LeadStatus. */
  readonly convertedStatus: string;
  /** The account to use; a new one is made of the lead when absent. */
  readonly accountId?: string | undefined;
  /** The contact to use, which belongs to `accountId`; a new one when absent. */
  readonly contactId?: string | undefined;
  readonly doNotCreateOpportunity?: boolean | undefined;
  /** The company's name when absent. */
  readonly opportunityName?: string | undefined;
  /** Whether the lead's source replaces that of the given contact. */
  readonly overwriteLeadSource?: boolean | undefined;
  /** Who owns what is made; the owner of the lead when absent. */
  readonly ownerId?: string | undefined;
}

/** What became of a lead. */
export type LeadConversionResult =
  | {
      readonly success: true;
      readonly leadId: string;
      readonly accountId: string;
      readonly contactId: string;
      readonly opportunityId: string | null;
    }
  | {
      readonly success: false;
      readonly leadId: string | null;
      readonly errors: readonly [RecordError, ...RecordError[]];
    };

class ConversionRefusal extends Error {
  readonly errors: readonly [RecordError, ...RecordError[]];

  constructor(first: RecordError, ...others: readonly RecordError[]) {
    super(first.message);
    this.name = 'ConversionRefusal';
    this.errors = [first, ...others];
  }
}

const refuse = (code: string, message: string, ...fields: string[]) => new ConversionRefusal({ code, message, fields });

const converted: RecordError = {
  code: 'CANNOT_UPDATE_CONVERTED_LEAD',
  message: 'cannot reference converted lead',
  fields: [],
};

/** Refuses every later change of a converted lead. */
export function protectConvertedLeads(store: Store): void {
  store.addCheck(({ kind, object, before }) =>
    kind === 'update' && object.name === 'Lead' && before?.IsConverted === true ? [converted] : [],
  );
}

/** One conversion in progress. */
class Conversion {
  readonly #store: Store;
  readonly #who: WriteContext;
  /** A conversion maps fields whether or not the user may write them. */
  readonly #writer: WriteContext;
  readonly #order: LeadConversion;

  constructor(store: Store, order: LeadConversion, who: WriteContext) {
    this.#store = store;
    this.#order = order;
    this.#who = who;
    this.#writer = { ...who, schema: store.schema };
  }

  run(): LeadConversionResult {
    const order = this.#order;
    const { id: leadId, row: lead } = this.#find('Lead', order.leadId);
    if (lead.IsConverted === true) throw new ConversionRefusal(converted);
    this.#checkStatus(order.convertedStatus);
    if (!this.#who.schema.find('Lead')?.updateable) {
      throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    }
    const ownerId = order.ownerId === undefined ? lead.OwnerId : this.#find('User', order.ownerId).id;
    const owner = { OwnerId: ownerId ?? this.#who.userId };
    const accountId = this.#account(lead, owner);
    const contactId = this.#contact(lead, accountId, owner);
    const opportunityId = order.doNotCreateOpportunity === true ? null : this.#opportunity(lead, accountId, owner);
    this.#finish(lead, leadId, accountId, contactId, opportunityId);
    return { success: true, leadId, accountId, contactId, opportunityId };
  }

  #find(objectName: string, text: string): { readonly id: string; readonly row: Row; readonly object: SchemaObject } {
    const object = this.#store.schema.need(objectName);
    const id = parseId(text);
    if (!id?.startsWith(object.keyPrefix)) throw refuse('MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
    const row = this.#store.table(object).find(id);
    if (!row) throw new ConversionRefusal(missingRecord(this.#store, object, id));
    return { id, row, object };
  }

  #checkStatus(status: string): void {
    const table = this.#store.table(this.#store.schema.need('LeadStatus'));
    for (const row of table.rows()) if (row.IsConverted === true && row.MasterLabel === status) return;
    throw refuse('INVALID_STATUS', `invalid convertedStatus: ${status.slice(0, 200)}`, 'convertedStatus');
  }

  #idOf(result: WriteResult): string {
    if (result.success) return result.id;
    throw new ConversionRefusal(...result.errors);
  }

  #create(objectName: string, fields: Readonly<Record<string, Scalar>>): string {
    if (!this.#who.schema.find(objectName)?.createable) {
      throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', `insufficient access rights on object: ${objectName}`);
    }
    const object = this.#store.schema.need(objectName);
    return this.#idOf(createRecord(this.#store, object, new Map(Object.entries(fields)), this.#writer));
  }

  #fill(object: SchemaObject, id: string, fields: Readonly<Record<string, Scalar>>): string {
    if (Object.keys(fields).length === 0) return id;
    return this.#idOf(updateRecord(this.#store, object, id, new Map(Object.entries(fields)), this.#writer));
  }

  #account(lead: Row, owner: Readonly<Record<string, Scalar>>): string {
    const given = this.#order.accountId;
    if (given === undefined) return this.#create('Account', { ...accountFields(lead), ...owner });
    const { id, row, object } = this.#find('Account', given);
    return this.#fill(object, id, emptyOnly(accountFields(lead), row));
  }

  #contact(lead: Row, accountId: string, owner: Readonly<Record<string, Scalar>>): string {
    const given = this.#order.contactId;
    if (given === undefined) {
      return this.#create('Contact', { ...contactFields(lead), AccountId: accountId, ...owner });
    }
    if (this.#order.accountId === undefined) {
      throw refuse('MISSING_ARGUMENT', 'accountId is required when contactId is given', 'accountId');
    }
    const { id, row, object } = this.#find('Contact', given);
    if (row.AccountId !== accountId) {
      throw refuse('INVALID_CROSS_REFERENCE_KEY', 'the contact does not belong to the account', 'contactId');
    }
    const source: Readonly<Record<string, Scalar>> =
      this.#order.overwriteLeadSource === true ? { LeadSource: lead.LeadSource ?? null } : {};
    return this.#fill(object, id, { ...emptyOnly(contactFields(lead), row), ...source });
  }

  #opportunity(lead: Row, accountId: string, owner: Readonly<Record<string, Scalar>>): string {
    const { now } = this.#who;
    const lastDay = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
    return this.#create('Opportunity', {
      Name: (this.#order.opportunityName ?? String(lead.Company)).slice(0, 120),
      StageName: 'Prospecting',
      // The last day of the quarter, as a conversion in the browser proposes it.
      CloseDate: formatDate(lastDay),
      AccountId: accountId,
      LeadSource: lead.LeadSource ?? null,
      ...owner,
    });
  }

  #finish(lead: Row, leadId: string, accountId: string, contactId: string, opportunityId: string | null): void {
    const { userId, now } = this.#who;
    const object = this.#store.schema.need('Lead');
    const moment = formatDateTime(now);
    const after: Row = {
      ...lead,
      Status: this.#order.convertedStatus,
      IsConverted: true,
      ConvertedDate: formatDate(now),
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
      LastModifiedDate: moment,
      LastModifiedById: userId,
      SystemModstamp: moment,
    };
    const [first, ...others] = this.#store.check({ kind: 'update', object, before: lead, after, userId });
    if (first) throw new ConversionRefusal(first, ...others);
    this.#store.replace(object, leadId, after);
  }
}

/**
 * Makes an account, a contact and an opportunity of a lead, or adds the lead to those given, all or nothing. The lead
 * can then be read but no longer changed. REST and SOAP share it. Source: SOAP `convertLead()`.
 */
export function convertLead(store: Store, order: LeadConversion, who: WriteContext): LeadConversionResult {
  return store.transact(() => {
    try {
      return { rollback: false, result: new Conversion(store, order, who).run() };
    } catch (error) {
      if (!(error instanceof ConversionRefusal)) throw error;
      const result: LeadConversionResult = { success: false, leadId: parseId(order.leadId), errors: error.errors };
      return { rollback: true, result };
    }
  });
}
