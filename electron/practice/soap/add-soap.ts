import type { Hono } from 'hono';
import type { PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { partnerCalls } from './partner/partner-calls.ts';
import { serveSoap } from './serve-soap.ts';
import { enterpriseApi, partnerApi } from './soap-api.ts';

/** Adds the SOAP services for records, loosely (`u`) and strongly typed (`c`); both hosts have them. */
export function addSoap(app: Hono<PracticeEnv>, org: Org): void {
  serveSoap(app, org, 'u', partnerApi, partnerCalls);
  serveSoap(app, org, 'c', enterpriseApi, partnerCalls);
}
