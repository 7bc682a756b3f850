import { STARTER_LEADS_FILE, starterLeads, welcomeNewLeads } from '../starter/welcome-new-leads.ts';
import type { FlowTemplate } from './flow-template.ts';
import { sendBillsToSalesforce } from './send-bills.ts';

/** The templates that come with Millrace, in the order in which they are shown. */
export const templates: readonly FlowTemplate[] = [
  { id: 'welcome-new-leads', document: welcomeNewLeads, files: { [STARTER_LEADS_FILE]: starterLeads } },
  sendBillsToSalesforce,
];
