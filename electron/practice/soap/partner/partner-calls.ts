import type { SoapOperations } from '../soap-call.ts';
import { convertLeads } from './convert-lead-call.ts';
import { describeCalls } from './describe-calls.ts';
import { findCalls } from './find-calls.ts';
import { merge } from './merge-call.ts';
import { processActions } from './process-call.ts';
import { queryCalls } from './query-calls.ts';
import { recordCalls } from './record-calls.ts';
import { sessionCalls } from './session-calls.ts';

/** The calls of the partner and the enterprise service, which differ in how records are written only. */
export const partnerCalls: SoapOperations = new Map([
  ...sessionCalls,
  ...describeCalls,
  ...queryCalls,
  ...findCalls,
  ...recordCalls,
  ['merge', merge],
  ['convertLead', convertLeads],
  ['process', processActions],
]);
