import { streamingObjects } from '../streaming/objects.ts';
import { account } from './account.ts';
import { processDefinition, processInstance, processInstanceStep, processInstanceWorkitem } from './approval.ts';
import { attachment } from './attachment.ts';
import { bill } from './bill.ts';
import { caseObject } from './case.ts';
import { contact } from './contact.ts';
import { document } from './document.ts';
import { lead } from './lead.ts';
import { leadStatus } from './lead-status.ts';
import type { ObjectDefinition } from './object.ts';
import { opportunity } from './opportunity.ts';
import { organization } from './organization.ts';
import { profile } from './profile.ts';
import { user } from './user.ts';

/** The objects every practice org starts with. */
export const standardObjects: readonly ObjectDefinition[] = [
  account,
  attachment,
  bill,
  caseObject,
  contact,
  document,
  lead,
  leadStatus,
  opportunity,
  organization,
  processDefinition,
  processInstance,
  processInstanceStep,
  processInstanceWorkitem,
  profile,
  user,
  ...streamingObjects,
];
