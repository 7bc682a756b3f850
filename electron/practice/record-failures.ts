import type { RecordError } from './store/record-error.ts';

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

  /** The rule in force; null for none. */
  get rule(): RecordFailureRule | null {
    return this.#rule;
  }

  /** Sets the rule and counts from the next record. */
  set(rule: RecordFailureRule): void {
    this.#rule = rule;
    this.#seen = 0;
  }

  /** Counts one record about to be created or updated and returns why it fails; null when it does not. */
  next(objectName: string): RecordError | null {
    const rule = this.#rule;
    if (!rule || (rule.object !== undefined && rule.object.toLowerCase() !== objectName.toLowerCase())) return null;
    this.#seen += 1;
    return this.#seen % rule.everyNth === 0 ? { code: rule.errorCode, message: rule.message, fields: [] } : null;
  }

  /** Lets all records pass again. */
  clear(): void {
    this.#rule = null;
    this.#seen = 0;
  }
}
