import type { SampleWriter } from './sample-writer.ts';

/** How many bills and cases the sample data holds. */
export const billCount = 120;
export const caseCount = 60;

function addBill(writer: SampleWriter, number: number, accountId: string): void {
  const { random } = writer;
  const status = random.pick(['Draft', 'Sent', 'Sent', 'Paid', 'Paid', 'Paid', 'Overdue', 'Cancelled']);
  const issued = -random.integer(1, 200);
  writer.add(
    'Bill__c',
    {
      Account__c: accountId,
      ExternalId__c: `BILL-${String(1001 + number)}`,
      Total__c: random.integer(900, 480_000) / 20,
      Status__c: status,
      Issued_On__c: status === 'Draft' ? null : writer.day(issued),
      Due_On__c: status === 'Draft' ? null : writer.day(issued + 30),
      Reminded__c: status === 'Overdue' && random.next() < 0.5,
    },
    200,
  );
}

const subjects = [
  'Machine stops after start',
  'Delivery incomplete',
  'Question about the last bill',
  'Spare part needed',
  'Wrong address on documents',
  'Training for new colleagues',
] as const;

function addCase(writer: SampleWriter, accountId: string): void {
  const { random } = writer;
  writer.add(
    'Case',
    {
      AccountId: accountId,
      Subject: random.pick(subjects),
      Status: random.pick(['New', 'New', 'Working', 'Escalated', 'Closed', 'Closed']),
      Origin: random.pick(['Email', 'Phone', 'Web']),
      Priority: random.pick(['High', 'Medium', 'Medium', 'Low']),
      Type: random.pick(['Problem', 'Feature Request', 'Question']),
    },
    120,
  );
}

/** Adds bills and cases to accounts picked by chance. */
export function addBillsAndCases(writer: SampleWriter, accountIds: readonly string[]): void {
  for (let number = 0; number < billCount; number += 1) addBill(writer, number, writer.random.pick(accountIds));
  for (let number = 0; number < caseCount; number += 1) addCase(writer, writer.random.pick(accountIds));
}
