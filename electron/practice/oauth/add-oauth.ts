import type { Hono } from 'hono';
import type { PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { addAuthorize } from './authorize.ts';
import { addIdentityUrl } from './identity-url.ts';
import { addIntrospect } from './introspect.ts';
import { addOpenIdConfiguration } from './openid-configuration.ts';
import { addProfilePhotos } from './profile-photo.ts';
import { addRevoke } from './revoke.ts';
import { addTokenEndpoint } from './token-endpoint.ts';
import { addUserinfo } from './userinfo.ts';

/** Adds everything about signing in to one host: all endpoints exist on both. */
export function addOAuth(app: Hono<PracticeEnv>, org: Org, host: 'login' | 'instance'): void {
  addTokenEndpoint(app, org, host);
  addAuthorize(app, org);
  addRevoke(app, org);
  addIntrospect(app, org);
  addUserinfo(app, org);
  addIdentityUrl(app, org);
  addProfilePhotos(app, org);
  addOpenIdConfiguration(app, org, host);
}
