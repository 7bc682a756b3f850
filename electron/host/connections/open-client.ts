import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { findConnector } from '../../connectors/registry.ts';
import {
  type ConnectionDetails,
  createConnectorClient,
  type SessionProvider,
} from '../../connectors/sdk/create-client.ts';
import type { CallPort, Connector, ConnectorClient } from '../../connectors/sdk/index.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PracticeService } from '../practice-service.ts';

/** A connection's details as they are when something opens it: a run keeps them to its end (ui.md §8.2). */
export type OpenableConnection = {
  /** Differs for other details, so that no session outlives them. */
  key: string;
  connector: string;
  auth: string;
  environment: string;
  fields: JsonObject;
  secrets(): Promise<Secrets>;
};

/** Makes live clients of connections. */
export type ClientOpener = {
  /** Throws NOT_FOUND for a connector that this Millrace doesn't have. Nothing is called before the first request. */
  open(connection: OpenableConnection, port: CallPort): Promise<{ client: ConnectorClient; connector: Connector }>;
  /** A client without a connection, for a connector whose steps can do without. */
  openBare(connectorId: string, port: CallPort): Promise<ConnectorClient>;
};

type Parts = { sessions: SessionProvider; clock: Clock; practice: PracticeService };

export function createClientOpener({ sessions, clock, practice }: Parts): ClientOpener {
  const shared = { sessions, clock, practice: () => practice.ensure() };
  const find = async (id: string): Promise<Connector> => {
    const connector = await findConnector(id);
    if (!connector) throw new MillraceError('NOT_FOUND', { thing: 'connector', name: id });
    return connector;
  };
  return {
    open: async (connection, port) => {
      const connector = await find(connection.connector);
      const details = connection.environment === 'practice' ? await withPracticeUser(connection, practice) : connection;
      return { connector, client: createConnectorClient({ ...shared, connector, connection: details, port }) };
    },
    openBare: async (connectorId, port) =>
      createConnectorClient({ ...shared, connector: await find(connectorId), port }),
  };
}

/**
 * The practice org is on this computer and its users are public, so a practice connection needs no stored secret:
 * what the connection leaves open is filled with the org's first user and client.
 */
async function withPracticeUser(connection: OpenableConnection, practice: PracticeService): Promise<ConnectionDetails> {
  const { users, clients } = await practice.ensure();
  const [user] = users;
  const [client] = clients;
  return {
    key: connection.key,
    auth: connection.auth,
    fields: { username: user?.username ?? '', clientId: client?.clientId ?? '', ...connection.fields },
    secrets: async () => ({
      password: user?.password ?? '',
      securityToken: user?.securityToken ?? '',
      clientSecret: client?.clientSecret ?? '',
      ...(await connection.secrets()),
    }),
  };
}
