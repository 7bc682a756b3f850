import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { findConnector } from '../../connectors/registry.ts';
import {
  type ConnectionDetails,
  completeFields,
  createConnectorClient,
  type SessionProvider,
} from '../../connectors/sdk/create-client.ts';
import type { AuthScheme, CallPort, Connector, ConnectorClient, PracticeAddress } from '../../connectors/sdk/index.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PracticeService } from '../practice-service.ts';
import { routePort } from './network-route.ts';

/** A connection's details as they are when something opens it: a run keeps them to its end (ui.md §8.2). */
export type OpenableConnection = Pick<ConnectionDetails, 'keepSecret' | 'inTurn' | 'refused'> & {
  id: string;
  /** Whose secrets and sessions it uses: its own id, or that of a named credential's principal. */
  signInId: string;
  /** Begins with `signInId` and a colon. Differs for other details, so that no session outlives them. */
  key: string;
  connector: string;
  auth: string;
  environment: string;
  fields: JsonObject;
  secrets(): Promise<Secrets>;
};

/** What a sign-in needs of a connection, complete. */
export type PreparedConnection = {
  connector: Connector;
  scheme: AuthScheme;
  details: ConnectionDetails;
  /** With defaults, and what the practice org fills in. */
  fields: JsonObject;
  practice(): Promise<PracticeAddress>;
  /** The port with the connection's own way to its service: its proxy, client certificate and time to connect. */
  route(port: CallPort): CallPort;
  /** The details that a grant is bound to: all that decide whom it is asked of and who asks. */
  grantedFor: JsonObject;
};

/** Makes live clients of connections. */
export type ClientOpener = {
  /** Throws NOT_FOUND for a connector or a way to sign in that this Millrace doesn't have. */
  prepare(connection: OpenableConnection): Promise<PreparedConnection>;
  /** Lets a refused sign-in be tried again at once: a person asks for it. */
  retry(signInId: string): void;
  /** Forgets the sessions of a sign-in: the next call signs in anew. */
  forget(signInId: string): void;
  /** Throws NOT_FOUND for a connector that this Millrace doesn't have. Nothing is called before the first request. */
  open(connection: OpenableConnection, port: CallPort): Promise<{ client: ConnectorClient; connector: Connector }>;
  /** A client without a connection, for a connector whose steps can do without. */
  openBare(connectorId: string, port: CallPort): Promise<ConnectorClient>;
};

type Parts = {
  sessions: SessionProvider & { forgetRefusals(keyPrefix: string): void; forget(keyPrefix: string): void };
  clock: Clock;
  practice: PracticeService;
};

export function createClientOpener({ sessions, clock, practice }: Parts): ClientOpener {
  const shared = { sessions, clock, practice: () => practice.ensure() };
  const find = async (id: string): Promise<Connector> => {
    const connector = await findConnector(id);
    if (!connector) throw new MillraceError('NOT_FOUND', { thing: 'connector', name: id });
    return connector;
  };
  const routeOf = (connector: Connector, details: ConnectionDetails) => {
    const routed = { fields: completeFields(connector, details), secrets: () => details.secrets() };
    // A service with a base URL can be any; an error then names it by its host.
    const system = connector.common.baseUrl ? undefined : connector.label;
    return (port: CallPort) => routePort(port, routed, { clock, system });
  };
  const complete = (connection: OpenableConnection): Promise<ConnectionDetails> | ConnectionDetails =>
    connection.environment === 'practice' ? withPracticeUser(connection, practice) : connection;
  return {
    prepare: async (connection) => {
      const connector = await find(connection.connector);
      const scheme = connector.auth[connection.auth];
      if (!scheme) throw new MillraceError('NOT_FOUND', { thing: 'way to sign in', name: connection.auth });
      const details = await complete(connection);
      const fields = completeFields(connector, details);
      const grantedFor = bindingFields(scheme, fields);
      const route = routeOf(connector, details);
      return { connector, scheme, details, fields, practice: shared.practice, route, grantedFor };
    },
    retry: (signInId) => sessions.forgetRefusals(`${signInId}:`),
    forget: (signInId) => sessions.forget(`${signInId}:`),
    open: async (connection, port) => {
      const connector = await find(connection.connector);
      const details = await complete(connection);
      const routed = routeOf(connector, details)(port);
      return { connector, client: createConnectorClient({ ...shared, connector, connection: details, port: routed }) };
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
  const { users, clients, privateKey } = await practice.ensure();
  const [user] = users;
  const [client] = clients;
  return {
    ...connection,
    fields: { username: user?.username ?? '', clientId: client?.clientId ?? '', ...connection.fields },
    secrets: async () => ({
      password: user?.password ?? '',
      securityToken: user?.securityToken ?? '',
      clientSecret: client?.clientSecret ?? '',
      privateKey,
      ...(await connection.secrets()),
    }),
  };
}

/** The fields that a grant is bound to, as far as they have a value. */
function bindingFields({ browserGrant, deviceGrant }: AuthScheme, fields: JsonObject): JsonObject {
  const bound: JsonObject = {};
  for (const key of (browserGrant ?? deviceGrant)?.boundTo ?? [])
    if (fields[key] !== undefined) bound[key] = fields[key];
  return bound;
}
