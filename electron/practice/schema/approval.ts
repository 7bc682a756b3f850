import { auditFields, dateTime, identityFields, lookup, picklist, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** What rows about approvals have in common: the org writes them itself, people only read them. */
const keptByOrg = {
  createable: false,
  updateable: false,
  deletable: false,
  traits: { searchable: false, undeletable: false, layoutable: false },
} as const;

const createdFields = auditFields('unowned').filter(({ name }) => /^Created|^SystemModstamp$/.test(name));

/** The objects that can be sent for approval. */
const approvable = ['Account', 'Bill__c', 'Case', 'Contact', 'Lead', 'Opportunity'] as const;

/** An approval process: who has to agree, and to what. */
export const processDefinition: ObjectDefinition = {
  ...keptByOrg,
  name: 'ProcessDefinition',
  label: 'Process Definition',
  labelPlural: 'Process Definitions',
  keyPrefix: '04a',
  fields: [
    ...identityFields('Process Definition').filter(({ name }) => name === 'Id'),
    text('Name', 'Name', 255, { required: true, nameField: true }),
    text('DeveloperName', 'Unique Name', 80, { required: true }),
    picklist('Type', 'Type', ['Approval', 'State_based'], { restricted: true, defaultValue: 'Approval' }),
    text('Description', 'Description', 3000, { type: 'textarea' }),
    text('TableEnumOrId', 'Custom Object Definition ID', 40, { required: true }),
    picklist('LockType', 'Lock Type', ['Total', 'Admin', 'Owner', 'Workitem', 'Node', 'none'], { restricted: true }),
    picklist('State', 'Status', ['Active', 'Inactive', 'Obsolete'], { restricted: true, defaultValue: 'Active' }),
    ...auditFields('unowned'),
  ],
};

/** One record's way through an approval process. */
export const processInstance: ObjectDefinition = {
  ...keptByOrg,
  name: 'ProcessInstance',
  label: 'Process Instance',
  labelPlural: 'Process Instances',
  keyPrefix: '04g',
  fields: [
    ...identityFields('Process Instance'),
    lookup('ProcessDefinitionId', 'Process Definition ID', 'ProcessDefinition', 'ProcessDefinition', {
      required: true,
    }),
    lookup('TargetObjectId', 'Target Object ID', approvable, 'TargetObject', {
      required: true,
      children: 'ProcessInstances',
      cascadeDelete: true,
    }),
    picklist('Status', 'Status', ['Started', 'Pending', 'Approved', 'Rejected', 'Removed'], { restricted: true }),
    dateTime('CompletedDate', 'Completed Date'),
    lookup('LastActorId', 'Last Actor ID', 'User', 'LastActor'),
    lookup('SubmittedById', 'Submitted By ID', 'User', 'SubmittedBy'),
    ...auditFields('unowned'),
  ],
};

/** What was done in a process: the submission and each decision. */
export const processInstanceStep: ObjectDefinition = {
  ...keptByOrg,
  name: 'ProcessInstanceStep',
  label: 'Process Instance Step',
  labelPlural: 'Process Instance Steps',
  keyPrefix: '04h',
  fields: [
    ...identityFields('Process Instance Step').filter(({ name }) => name === 'Id'),
    lookup('ProcessInstanceId', 'Process Instance ID', 'ProcessInstance', 'ProcessInstance', {
      required: true,
      children: 'Steps',
      cascadeDelete: true,
    }),
    picklist('StepStatus', 'Step Status', ['Started', 'Approved', 'Rejected', 'Removed'], { restricted: true }),
    lookup('OriginalActorId', 'Original Actor ID', 'User', 'OriginalActor'),
    lookup('ActorId', 'Actor ID', 'User', 'Actor'),
    text('Comments', 'Comments', 4000, { type: 'textarea' }),
    ...createdFields,
  ],
};

/** Someone's decision that is awaited. */
export const processInstanceWorkitem: ObjectDefinition = {
  ...keptByOrg,
  name: 'ProcessInstanceWorkitem',
  label: 'Approval Request',
  labelPlural: 'Approval Requests',
  keyPrefix: '04i',
  fields: [
    ...identityFields('Approval Request'),
    lookup('ProcessInstanceId', 'Process Instance ID', 'ProcessInstance', 'ProcessInstance', {
      required: true,
      children: 'Workitems',
      cascadeDelete: true,
    }),
    lookup('OriginalActorId', 'Original Actor ID', 'User', 'OriginalActor'),
    lookup('ActorId', 'Actor ID', 'User', 'Actor'),
    ...createdFields,
  ],
};
