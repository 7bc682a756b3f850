import { MillraceError } from '../../../shared/errors/index.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { defaultApiVersion } from './api-version.ts';

/**
 * The path of a REST resource in the connection's version of the API: `limits` is `/services/data/v64.0/limits`.
 * @throws MillraceError ADDRESS_WRONG when the version isn't of the form 64.0.
 */
export function restPath(client: ConnectorClient, resource: string): string {
  const version = String(client.options.apiVersion ?? defaultApiVersion).replace(/^v/, '');
  if (!/^\d{2,3}\.0$/.test(version)) {
    throw new MillraceError(
      'ADDRESS_WRONG',
      { value: version, field: 'apiVersion', detail: 'API versions look like 64.0.' },
      { message: `“${version}” isn’t an API version.`, fix: 'Enter a version such as 64.0.' },
    );
  }
  return `/services/data/v${version}/${resource}`;
}
