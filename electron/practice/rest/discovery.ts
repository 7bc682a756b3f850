import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId } from '../identity.ts';
import type { Org } from '../org.ts';
import { listLimits } from './limits.ts';
import { reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { listVersions } from './versions.ts';

/** Adds the list of the versions that answer, which needs no sign-in. */
export function addVersionList(app: Hono<PracticeEnv>, org: Org): void {
  addResource(app, '/services/data', {
    GET: (context) => respondJson(context, listVersions(org.switches.values.versionFloor)),
  });
}

/** The resources of a version, by name; only those that answer. */
const resources = [
  'actions',
  'composite',
  'jobs',
  'limits',
  'parameterizedSearch',
  'process',
  'query',
  'queryAll',
  'recent',
  'search',
  'sobjects',
] as const;

/** Adds the resource map of a version and the limits. */
export function addDiscovery(router: RestRouter): void {
  router.add('/', {
    GET: ({ base, org, session }) =>
      reply({
        ...Object.fromEntries(resources.map((name) => [name, `${base}/${name}`])),
        identity: `${org.loginUrl}/id/${orgId}/${session.userId}`,
      }),
  });
  router.add('/limits', { GET: ({ org }) => reply(listLimits(org)) });
}
