import type { SoapOperations } from '../soap-call.ts';
import { sessionCalls } from './session-calls.ts';

/** The calls of the partner and the enterprise service, which differ in how records are written only. */
export const partnerCalls: SoapOperations = new Map([...sessionCalls]);
