import { orgId } from '../identity.ts';
import type { Org } from '../org.ts';
import type { OrgUser } from './users.ts';

/** Where a client finds the services for a user; `{version}` stands for the version to be filled in. */
export function userLinks(org: Org, user: OrgUser): Record<string, string> {
  const soap = `${org.instanceUrl}/services/Soap`;
  const rest = `${org.instanceUrl}/services/data/v{version}/`;
  const shortOrgId = orgId.slice(0, 15);
  return {
    enterprise: `${soap}/c/{version}/${shortOrgId}`,
    metadata: `${soap}/m/{version}/${shortOrgId}`,
    partner: `${soap}/u/{version}/${shortOrgId}`,
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    profile: `${org.instanceUrl}/${user.id}`,
  };
}

/** The addresses of a user's picture, large and small. */
export function userPhotos(org: Org, user: OrgUser): { readonly picture: string; readonly thumbnail: string } {
  const base = `${org.instanceUrl}/profilephoto/${user.id}`;
  return { picture: `${base}/F`, thumbnail: `${base}/T` };
}

/** How far the user's clock is ahead of UTC in winter, in milliseconds; 0 for a time zone nobody knows. */
export function utcOffset(user: OrgUser): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: user.timeZone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(Date.UTC(2000, 0, 1)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
    return sign === '-' ? -offset : offset;
  } catch {
    // A time zone that was written into the user's record and does not exist.
    return 0;
  }
}
