import type { Hono } from 'hono';
import type { PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { serveSoap } from '../soap/serve-soap.ts';
import { metadataApi } from '../soap/soap-api.ts';
import { metadataCalls } from './metadata-calls.ts';

/** Adds the Metadata API, through which people change what objects and fields the org has. */
export function addMetadata(app: Hono<PracticeEnv>, org: Org): void {
  serveSoap(app, org, 'm', metadataApi, metadataCalls);
}
