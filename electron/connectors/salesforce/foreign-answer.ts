import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { PortAnswer } from '../sdk/index.ts';
import { serviceFailure, system } from './errors.ts';

/**
 * What it means that a sign-in was answered by something that doesn't speak as Salesforce: the service fails, or the
 * host is another one. `data.field` is the field with the domain name where the connection has one.
 */
export function foreignAnswer({ status, headers, url, body }: PortAnswer, { environment }: JsonObject): MillraceError {
  if (status >= 500) return serviceFailure(status, headers, 'Its sign-in doesn’t work right now.');
  const { host } = new URL(url);
  const what = () => {
    if (status >= 300 && status < 400) return 'redirects instead of signing in.';
    const isPage = /^\s*<(?:!doctype|html)/i.test(new TextDecoder().decode(body.subarray(0, 200)));
    return isPage
      ? 'answered with a web page, not as Salesforce does.'
      : `answered with status ${status}, but not as Salesforce does.`;
  };
  const detail = `${host} ${what()} Check the domain name.`;
  const field = environment === 'custom' ? 'domain' : undefined;
  return new MillraceError('MISSING_TOKEN', { system, detail, status, field });
}
