import { MillraceError } from '../../../shared/errors/index.ts';
import { system } from './errors.ts';

/** `reason` names the cause for programs, `field` the connection's field at which it is mended. */
type Explanation = { why: string; fix: string; reason?: string; field?: string };

/** What the sign-in knows about itself, for the words of its refusal. */
export type RefusalFacts = {
  user?: string | undefined;
  /** Of the OAuth 2.0 flow in the browser. */
  redirectUri?: string | undefined;
  /** What a sign-in with a signed assertion signed. */
  asserts?: 'JWT' | 'SAML assertion' | undefined;
  /** How many milliseconds this computer's clock is ahead of the service's, where that is known. */
  clockAheadMs?: number | undefined;
};

/** A difference between clocks that can fail an assertion, which is valid for minutes. */
const notableSkewMs = 60_000;

/**
 * What a refusal of the token endpoint means (RFC 6749 §5.2 and Salesforce's own codes), in the words of the
 * connection test. `data` keeps the service's `error` and `error_description`; `data.reason` is `session-expired` when
 * only a new approval helps, `data.field` the field at which it is mended, where there is one.
 */
export function explainTokenError(error: string, description: string, facts: RefusalFacts = {}): MillraceError {
  const { why, fix, reason, field } = explainWithClock(error, description, facts);
  const callbackUrl = reason === 'callback-not-registered' ? facts.redirectUri : undefined;
  const error_description = description.slice(0, 500);
  const data = { system, detail: why, reason, field, callbackUrl, error, error_description };
  return new MillraceError('MISSING_TOKEN', data, { why, fix });
}

function explainWithClock(error: string, description: string, facts: RefusalFacts): Explanation {
  const explained = explain(error, description, facts);
  const { asserts, clockAheadMs = 0 } = facts;
  const isAboutTime =
    error === 'invalid_grant' && (asserts !== undefined || /expired authorization|not yet valid/i.test(description));
  if (!isAboutTime || Math.abs(clockAheadMs) < notableSkewMs) return explained;
  const minutes = Math.round(Math.abs(clockAheadMs) / 60_000);
  const difference = `${minutes} minute${minutes === 1 ? '' : 's'} ${clockAheadMs > 0 ? 'ahead of' : 'behind'}`;
  return {
    why: `${explained.why} This computer’s clock is ${difference} Salesforce’s.`,
    fix: 'Set this computer’s clock, then test the connection.',
  };
}

function explain(error: string, said: string, facts: RefusalFacts): Explanation {
  const description = said.toLowerCase();
  const user = facts.user ?? 'the user';
  if (description.includes('login rate exceeded') || error === 'rate_limit_exceeded') {
    return { why: 'There were too many sign-ins in the last hour.', fix: 'Wait an hour, then test the connection.' };
  }
  if (description.includes('authentication failure') || description.includes('invalid_login')) {
    return {
      why: 'Salesforce rejected the username, password or security token. Passwords and tokens differ between Production and Test.',
      fix: 'Correct them, or switch the environment.',
      reason: 'credentials-rejected',
      field: 'password',
    };
  }
  if (description.includes('security token')) {
    return {
      why: 'Salesforce needs a security token from this network.',
      fix: 'Reset it in My Personal Information and enter it here.',
      reason: 'security-token-needed',
      field: 'securityToken',
    };
  }
  if (description.includes('expired access/refresh token')) {
    return { why: 'The sign-in expired.', fix: 'Reconnect to get a new sign-in.', reason: 'session-expired' };
  }
  if (error === 'redirect_uri_mismatch') {
    const why = 'The callback URL isn’t registered in your Salesforce app.';
    const fix = facts.redirectUri === undefined ? 'Register it there.' : `Add ${facts.redirectUri}.`;
    return { why, fix, reason: 'callback-not-registered' };
  }
  if (facts.asserts !== undefined && /audience|assertion/.test(description)) {
    return {
      why: `The ${facts.asserts} wasn’t accepted: check Principal, certificate and Audience URL.`,
      fix: 'Correct them, then test the connection.',
      reason: 'assertion-rejected',
      field: 'username',
    };
  }
  if (description.includes('approved')) {
    return { why: `An admin must pre-authorize ${user} for this app.`, fix: 'Ask an admin, then test the connection.' };
  }
  if (description.includes('request not supported on this domain')) {
    return {
      why: 'Client credentials work only with the org’s own domain.',
      fix: 'Choose the environment “Custom domain” and enter the org’s My Domain name.',
      field: 'environment',
    };
  }
  if (description.includes('no client credentials user')) {
    return {
      why: 'The app has no user to run as.',
      fix: 'Ask an admin to choose a “Run As” user in the app’s client credentials settings.',
    };
  }
  if (error === 'inactive_user' || description.includes('inactive') || description.includes('locked')) {
    return { why: `The user ${user} is inactive or locked in Salesforce.`, fix: 'Ask an admin to activate the user.' };
  }
  switch (error) {
    case 'invalid_client_id':
      return {
        why: 'Salesforce doesn’t know this consumer key. A new app can take 10 minutes to become active.',
        fix: 'Check the consumer key, or wait a little.',
        reason: 'app-unknown',
        field: 'clientId',
      };
    case 'invalid_client':
      return description.includes('identifier')
        ? explain('invalid_client_id', '', facts)
        : {
            why: 'The secret doesn’t match the consumer key.',
            fix: 'Copy the secret from the app’s settings again.',
            field: 'clientSecret',
          };
    case 'app_not_found':
      return {
        why: 'The app isn’t installed in this org.',
        fix: 'Choose the environment “Custom domain”, or install the app in the org.',
      };
    case 'unsupported_grant_type':
      return {
        why: 'The app or the org doesn’t allow this way to sign in.',
        fix: 'Ask an admin to allow it, or choose another authentication.',
      };
    default:
      return {
        why: `Salesforce said: ${said === '' ? error : said.slice(0, 300)}.`,
        fix: 'Check the connection’s sign-in details and test it.',
      };
  }
}
