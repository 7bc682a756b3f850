import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';

/** The words for a connection's system, environment and authentication, taken from its connector's manifest. */
export type ConnectionWords = {
  system: string;
  environment: string;
  authentication: string;
  /** How its steps call the system: Salesforce's REST API, or a web service. */
  apiType: string;
  connector: ConnectorManifest | undefined;
  scheme: AuthSchemeManifest | undefined;
};

/** What people call a connection's parts; ids stand in for what this installation doesn't know. */
export function describeConnection(
  connection: Pick<ConnectionSummary, 'connector' | 'auth' | 'environment'>,
  connectors: ReadonlyMap<string, ConnectorManifest>,
): ConnectionWords {
  const connector = connectors.get(connection.connector);
  const scheme = connector?.auth.find(({ id }) => id === connection.auth);
  const option = connector?.common
    .find(({ key }) => key === 'environment')
    ?.options?.find(({ value }) => value === connection.environment);
  return {
    system: connector?.label ?? connection.connector,
    environment: option?.label ?? (connection.environment === '' ? '—' : connection.environment),
    apiType: connection.connector === 'files' ? 'Files' : 'REST',
    authentication: scheme?.label ?? connection.auth,
    connector,
    scheme,
  };
}
