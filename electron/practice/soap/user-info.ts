import { orgId } from '../identity.ts';
import { findUser } from '../oauth/users.ts';
import type { Org } from '../org.ts';
import type { XmlValue } from './write-xml.ts';

/** Seconds a session lives without use; what `getUserInfo` promises. */
const sessionSeconds = 7200;

/** What `getUserInfo` and `login` tell about a user, in the order of the WSDL. */
export function describeUser(org: Org, userId: string): { readonly [name: string]: XmlValue } {
  const user = findUser(org, userId);
  const row = org.store.table(org.store.schema.need('User')).find(userId);
  const organization = org.store.table(org.store.schema.need('Organization')).find(orgId);
  return {
    accessibilityMode: false,
    chatterExternal: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 5_242_880,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDefaultCurrencyLocale: 'en_US',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: false,
    organizationId: orgId,
    organizationMultiCurrency: false,
    organizationName: String(organization?.Name ?? ''),
    profileId: String(row?.ProfileId ?? ''),
    roleId: null,
    sessionSecondsValid: sessionSeconds,
    userDefaultCurrencyIsoCode: null,
    userEmail: user?.email ?? '',
    userFullName: user?.name ?? '',
    userId,
    userLanguage: user?.language ?? '',
    userLocale: user?.locale ?? '',
    userName: user?.username ?? '',
    userTimeZone: user?.timeZone ?? '',
    userType: String(row?.UserType ?? 'Standard'),
    userUiSkin: 'Theme3',
  };
}
