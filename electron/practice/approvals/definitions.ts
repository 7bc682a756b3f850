import { practiceUsers } from '../identity.ts';
import { makeId } from '../ids.ts';

/** Who decides in a step: the submitter's manager, one user, or whom the caller names. */
export type Approver = 'manager' | 'chosen' | { readonly userId: string };

/** One step of an approval process. */
export interface ApprovalStep {
  readonly name: string;
  readonly approver: Approver;
}

/** An approval process: which records it is for and who has to agree, one after another. */
export interface ApprovalProcess {
  /** The id of its ProcessDefinition row. */
  readonly id: string;
  /** The unique name requests may give. */
  readonly developerName: string;
  readonly label: string;
  readonly description: string | null;
  /** The object, as the schema spells it. */
  readonly object: string;
  /** Which records it is for, as a SOQL WHERE clause; all when null. */
  readonly entryCriteria: string | null;
  /** At least one. */
  readonly steps: readonly [ApprovalStep, ...ApprovalStep[]];
  /** Who may edit a record while a decision is awaited. */
  readonly editableBy: 'administrators' | 'administratorsAndApprover';
}

const [admin] = practiceUsers;
const sales = practiceUsers[1] ?? admin;

/** The processes of a new org: one with two steps, one for some records only, one whose approver the caller names. */
export const standardProcesses: readonly ApprovalProcess[] = [
  {
    id: makeId('04a', 1),
    developerName: 'Account_Approval',
    label: 'Account Approval',
    description: 'Operations look at an account first, then Sales.',
    object: 'Account',
    entryCriteria: null,
    steps: [
      { name: 'Operations', approver: { userId: admin.id } },
      { name: 'Sales', approver: { userId: sales.id } },
    ],
    editableBy: 'administrators',
  },
  {
    id: makeId('04a', 2),
    developerName: 'Large_Opportunity',
    label: 'Large Opportunity',
    description: 'Managers agree to opportunities above 50,000.',
    object: 'Opportunity',
    entryCriteria: 'Amount > 50000',
    steps: [{ name: 'Manager', approver: 'manager' }],
    editableBy: 'administratorsAndApprover',
  },
  {
    id: makeId('04a', 3),
    developerName: 'Bill_Release',
    label: 'Bill Release',
    description: 'Whoever submits a bill names who releases it.',
    object: 'Bill__c',
    entryCriteria: null,
    steps: [{ name: 'Release', approver: 'chosen' }],
    editableBy: 'administrators',
  },
];
