import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId } from '../identity.ts';
import { dailyRequests } from '../usage.ts';
import { reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { listVersions } from './versions.ts';

/** Adds the version list, which needs no sign-in. */
export function addVersionList(app: Hono<PracticeEnv>): void {
  const versions = listVersions();
  addResource(app, '/services/data', { GET: (context) => respondJson(context, versions) });
}

/** Adds the resource map of a version and the limits. */
export function addDiscovery(router: RestRouter): void {
  router.add('/', {
    GET: ({ base, org, session }) =>
      reply({
        sobjects: `${base}/sobjects`,
        query: `${base}/query`,
        queryAll: `${base}/queryAll`,
        limits: `${base}/limits`,
        composite: `${base}/composite`,
        jobs: `${base}/jobs`,
        identity: `${org.loginUrl}/id/${orgId}/${session.userId}`,
      }),
  });
  router.add('/limits', {
    GET: ({ org }) =>
      reply({
        DailyApiRequests: { Max: dailyRequests, Remaining: dailyRequests - org.usage.used },
        DataStorageMB: { Max: 1024, Remaining: 1000 },
        FileStorageMB: { Max: 1024, Remaining: 1024 },
      }),
  });
}
