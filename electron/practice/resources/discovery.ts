import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeEnv, respondJson } from '../http/respond.ts';
import { basePath } from '../http/rest.ts';
import { orgId } from '../identity.ts';
import type { Org } from '../org.ts';
import { dailyRequests } from '../usage.ts';
import { listVersions } from './versions.ts';

/** Adds the version list, which needs no sign-in. */
export function addVersionList(app: Hono<PracticeEnv>): void {
  const versions = listVersions();
  addResource(app, '/services/data', { GET: (context) => respondJson(context, versions) });
}

/** Adds the resource map of a version and the limits. */
export function addDiscovery(app: Hono<PracticeEnv>, org: Org): void {
  addResource(app, '/services/data/:version', {
    GET: (context) => {
      const base = basePath(context);
      return respondJson(context, {
        sobjects: `${base}/sobjects`,
        query: `${base}/query`,
        queryAll: `${base}/queryAll`,
        limits: `${base}/limits`,
        composite: `${base}/composite`,
        identity: `${org.loginUrl}/id/${orgId}/${context.get('session').userId}`,
      });
    },
  });
  addResource(app, '/services/data/:version/limits', {
    GET: (context) =>
      respondJson(context, {
        DailyApiRequests: { Max: dailyRequests, Remaining: dailyRequests - org.usage.used },
        DataStorageMB: { Max: 1024, Remaining: 1000 },
        FileStorageMB: { Max: 1024, Remaining: 1024 },
      }),
  });
}
