import { MillraceError } from '../../../shared/errors/index.ts';
import { system } from './errors.ts';

type Explanation = { why: string; fix: string };

/**
 * What a refusal of the token endpoint means (RFC 6749 §5.2 and Salesforce's own codes), in the words of the
 * connection test. `data` keeps the service's `error` and `error_description`.
 */
export function explainTokenError(error: string, description: string, user: string | undefined): MillraceError {
  const { why, fix } = explain(error, description.toLowerCase(), user ?? 'the user');
  const expired = description.includes('expired access/refresh token');
  const reason = expired ? 'session-expired' : undefined;
  const data = { system, detail: why, reason, error, error_description: description.slice(0, 500) };
  return new MillraceError('MISSING_TOKEN', data, { why, fix });
}

function explain(error: string, description: string, user: string): Explanation {
  if (description.includes('login rate exceeded') || error === 'rate_limit_exceeded') {
    return { why: 'There were too many sign-ins in the last hour.', fix: 'Wait an hour, then test the connection.' };
  }
  if (description.includes('authentication failure') || description.includes('invalid_login')) {
    return {
      why: 'Salesforce rejected the username, password or security token. Passwords and tokens differ between Production and Test.',
      fix: 'Correct them, or switch the environment.',
    };
  }
  if (description.includes('security token')) {
    return {
      why: 'Salesforce needs a security token from this network.',
      fix: 'Reset it in My Personal Information and enter it here.',
    };
  }
  if (description.includes('expired access/refresh token')) {
    return { why: 'The sign-in expired.', fix: 'Reconnect to get a new sign-in.' };
  }
  if (description.includes('approved')) {
    return { why: `An admin must pre-authorize ${user} for this app.`, fix: 'Ask an admin, then test the connection.' };
  }
  if (description.includes('request not supported on this domain')) {
    return {
      why: 'Client credentials work only with the org’s own domain.',
      fix: 'Choose the environment “Custom domain” and enter the org’s My Domain name.',
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
      };
    case 'invalid_client':
      return description.includes('identifier')
        ? explain('invalid_client_id', '', user)
        : { why: 'The secret doesn’t match the consumer key.', fix: 'Copy the secret from the app’s settings again.' };
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
        why: `Salesforce said: ${description === '' ? error : description.slice(0, 300)}.`,
        fix: 'Check the connection’s sign-in details and test it.',
      };
  }
}
