import type { RecordError } from './store/record-error.ts';
import type { Store } from './store/store.ts';

/** Which writes of records fail. */
export interface RecordFailureRule {
  /** 1 fails every record, 3 every third. */
  readonly everyNth: number;
  /** The object it is limited to, in any case; all when absent. */
  readonly object?: string;
  readonly errorCode: string;
  readonly message: string;
}

/** Lets every nth record written fail, through whichever door it comes. */
export class RecordFailures {
  #rule: RecordFailureRule | null = null;
  #seen = 0;

  /** Watches the records created and updated in a store. */
  constructor(store: Store) {
    store.addCheck(({ kind, object }) => (kind === 'delete' ? [] : this.#check(object.name)));
  }

  /** The rule in force; null for none. */
  get rule(): RecordFailureRule | null {
    return this.#rule;
  }

  /** Sets the rule and counts from the next record. */
  set(rule: RecordFailureRule): void {
    this.#rule = rule;
    this.#seen = 0;
  }

  /** Lets all records pass again. */
  clear(): void {
    this.#rule = null;
    this.#seen = 0;
  }

  #check(objectName: string): readonly RecordError[] {
    const rule = this.#rule;
    if (!rule || (rule.object !== undefined && rule.object.toLowerCase() !== objectName.toLowerCase())) return [];
    this.#seen += 1;
    return this.#seen % rule.everyNth === 0 ? [{ code: rule.errorCode, message: rule.message, fields: [] }] : [];
  }
}
