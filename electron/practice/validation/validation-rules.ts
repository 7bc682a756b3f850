import { ApiError } from '../api-error.ts';
import type { OrgArea } from '../areas.ts';
import type { Row } from '../schema/object.ts';
import type { RecordError } from '../store/record-error.ts';
import type { PendingWrite, Store } from '../store/store.ts';
import { compileCondition } from './condition.ts';

/** A rule that refuses records: a record for which the condition holds is not saved. */
export interface ValidationRule {
  /** The object it is about, by name in any case. */
  readonly object: string;
  /** Unique among the rules of the object. */
  readonly name: string;
  /** What must not be: a condition as in a SOQL WHERE clause, such as `Amount < 0`. */
  readonly condition: string;
  /** What the caller is told. */
  readonly message: string;
  /** The field the message belongs to; none when it is about the whole record. */
  readonly field?: string;
}

/** The rules of a new org. */
export const standardRules: readonly ValidationRule[] = [
  {
    object: 'Opportunity',
    name: 'Amount_not_negative',
    condition: 'Amount < 0',
    message: 'The amount of an opportunity cannot be negative.',
    field: 'Amount',
  },
  {
    object: 'Bill__c',
    name: 'Sent_bills_have_a_total',
    condition: "Status__c != 'Draft' AND Status__c != 'Cancelled' AND Total__c = null",
    message: 'A bill needs a total before it is sent.',
    field: 'Total__c',
  },
  {
    object: 'Bill__c',
    name: 'Total_not_negative',
    condition: 'Total__c < 0',
    message: 'The total of a bill cannot be negative.',
    field: 'Total__c',
  },
];

interface CompiledRule {
  readonly rule: ValidationRule;
  readonly error: RecordError;
  readonly holds: (row: Row) => boolean;
}

/** The validation rules of an org. Every failing rule is reported, as the service does. */
export class ValidationRules implements OrgArea {
  readonly name = 'validationRules';
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #changed: () => void;
  #rules: CompiledRule[] = [];

  constructor(store: Store, now: () => Date, changed: () => void = () => {}) {
    this.#store = store;
    this.#now = now;
    this.#changed = changed;
    store.addCheck((write) => this.#check(write));
    this.reset();
  }

  #compile(rule: ValidationRule): CompiledRule {
    const { schema } = this.#store;
    const object = schema.find(rule.object);
    if (!object)
      throw new ApiError(400, 'INVALID_TYPE', `sObject type '${rule.object.slice(0, 200)}' is not supported.`);
    const field = rule.field === undefined ? undefined : object.fieldByName.get(rule.field.toLowerCase());
    if (rule.field !== undefined && !field) {
      throw new ApiError(
        400,
        'INVALID_FIELD',
        `No such column '${rule.field.slice(0, 200)}' on sobject of type ${object.name}`,
      );
    }
    return {
      rule: { ...rule, object: object.name },
      error: { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: rule.message, fields: field ? [field.name] : [] },
      holds: compileCondition(this.#store, this.#now, object, rule.condition),
    };
  }

  #check({ object, after }: PendingWrite): readonly RecordError[] {
    if (!after) return [];
    return this.#rules.flatMap(({ rule, holds, error }) =>
      rule.object === object.name && holds(after) ? [error] : [],
    );
  }

  /** The rules in force. */
  list(): readonly ValidationRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /**
   * Adds a rule, or replaces the one of that name. Throws ApiError when the object, the field or the condition is not
   * one the org understands.
   */
  put(rule: ValidationRule): void {
    const compiled = this.#compile(rule);
    this.remove(compiled.rule.object, rule.name);
    this.#rules.push(compiled);
    this.#changed();
  }

  /** Takes a rule away; false when there was none. */
  remove(object: string, name: string): boolean {
    const count = this.#rules.length;
    const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
    this.#rules = this.#rules.filter(({ rule }) => !same(rule.object, object) || !same(rule.name, name));
    if (this.#rules.length < count) this.#changed();
    return this.#rules.length < count;
  }

  reset(): void {
    this.#rules = standardRules.map((rule) => this.#compile(rule));
  }

  save(): unknown {
    return this.list();
  }

  load(saved: unknown): void {
    this.#rules = (saved as readonly ValidationRule[]).map((rule) => this.#compile(rule));
  }
}
