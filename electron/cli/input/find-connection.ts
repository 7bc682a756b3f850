import type { ConnectionSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { NodeHost } from '../../compose/node-host.ts';

/** The connection of this id or name. Throws NOT_FOUND. */
export function findConnection(host: NodeHost, name: string): ConnectionSummary {
  const connections = host.services.connections.list();
  const found = connections.find(({ id }) => id === name) ?? connections.find((connection) => connection.name === name);
  if (!found) throw new MillraceError('NOT_FOUND', { thing: 'connection', name });
  return found;
}
