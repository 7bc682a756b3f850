import type { Hono } from 'hono';
import type { PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { addApexRest } from './apex-rest.ts';
import { addApexSoap } from './apex-soap.ts';

/** Adds the Apex classes of the org, for REST and for SOAP. */
export function addApex(app: Hono<PracticeEnv>, org: Org): void {
  addApexRest(app, org);
  addApexSoap(app, org);
}
