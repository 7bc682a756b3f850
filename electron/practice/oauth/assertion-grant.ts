import type { PracticeClient } from '../identity.ts';
import { issueToken } from './issue-token.ts';
import { invalidGrant, OAuthError } from './oauth-error.ts';
import { ownAddresses, type TokenAnswer, type TokenRequest } from './token-request.ts';
import { findUserByName } from './users.ts';

/** The hosts of all orgs. External client apps cannot use them. */
const sharedHosts: readonly string[] = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** What an assertion says once its signature is verified. */
export interface Assertion {
  readonly client: PracticeClient;
  readonly username: string;
  /** The addresses it is made out to. */
  readonly audiences: readonly string[];
}

const withoutSlash = (address: string) => address.replace(/\/$/, '');

/** Whether an assertion is made out to this org: its own addresses, or the hosts all orgs share. */
export function isMadeOutTo(request: TokenRequest, audiences: readonly string[]): boolean {
  const accepted = [...sharedHosts, ...ownAddresses(request)];
  return audiences.some((audience) => accepted.includes(withoutSlash(audience)));
}

function checkDomain(request: TokenRequest, { client, audiences }: Assertion): void {
  if (client.kind === 'connected') return;
  const shared = [...sharedHosts, request.org.loginUrl];
  if (request.host === 'login' || audiences.every((audience) => shared.includes(withoutSlash(audience)))) {
    throw new OAuthError('app_not_found', 'External client app is not installed in this org');
  }
}

/**
 * The rule JWT and SAML share: a verified assertion brings a token for the user it names, who must have approved the
 * app beforehand. Throws OAuthError. A username that does not exist is refused like one that approved nothing.
 */
export function grantAssertion(request: TokenRequest, assertion: Assertion): TokenAnswer {
  const { org } = request;
  const { client, username } = assertion;
  checkDomain(request, assertion);
  const user = findUserByName(org, username);
  if (!user || !org.credentials.isApproved(client, user)) {
    throw client.approvedBy === 'admin'
      ? new OAuthError('invalid_app_access', 'user is not admin approved to access this app')
      : invalidGrant("user hasn't approved this consumer");
  }
  return { ...issueToken(org, { client, user }), api_instance_url: org.instanceUrl };
}
