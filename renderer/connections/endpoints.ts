/** Where Salesforce's endpoints lie at every host of it, by the field that overrides the address (ui.md §8.4). */
const salesforcePaths: Readonly<Record<string, string>> = {
  authorizationUrl: '/services/oauth2/authorize',
  tokenUrl: '/services/oauth2/token',
};

/**
 * The address that a field for an endpoint stands for while it is empty, worked out from where one signs in; undefined
 * for other fields, and while that address isn't known.
 */
export function deriveEndpoint(
  connector: string,
  scheme: string,
  field: string,
  address: string | undefined,
): string | undefined {
  if (connector !== 'salesforce' || address === undefined) return undefined;
  // The SOAP sign-in of a username and password lies elsewhere, at the version that still has it.
  if (scheme === 'basic' && field === 'authorizationUrl') return `${address}/services/Soap/u/64.0`;
  const path = salesforcePaths[field];
  return path && `${address}${path}`;
}

/** The address that the browser comes back to, which has to be registered with the app. */
export function callbackUrlOf(fields: { [key: string]: unknown }, port: unknown): string | undefined {
  if (typeof port !== 'number') return undefined;
  return `http://${fields.environment === 'practice' ? '127.0.0.1' : 'localhost'}:${port}/callback`;
}
