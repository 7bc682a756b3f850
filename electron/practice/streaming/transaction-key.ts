import { randomUUID } from 'node:crypto';

/** A name for one transaction, in one piece: retained by the ten thousand, a UUID put together from parts is dear. */
export function makeTransactionKey(): string {
  return Buffer.from(randomUUID(), 'latin1').toString('latin1');
}
