import type { ConnectionPermissions } from '../../../shared/contract/index.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';
import type { Connector, ConnectorClient, PermissionCheck, PermissionNeed } from '../../connectors/sdk/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FlowUser, Store, StoredConnection, StoredFlow } from '../../storage/index.ts';

/** Compares what a connection's user may do with what the flows that use it do (product.md W4). */
export type ConnectionPermissionCheck = {
  /** By object. Throws what signing in or asking the system throws. */
  check(id: string, signal?: AbortSignal): Promise<ConnectionPermissions>;
};

type Parts = {
  store: Store;
  clock: Pick<Clock, 'now'>;
  openClient(connection: StoredConnection): Promise<{ client: ConnectorClient; connector: Connector }>;
};

type Need = { need: PermissionNeed; flow: { flowId: string; name: string } };

export function createConnectionPermissions({ store, clock, openClient }: Parts): ConnectionPermissionCheck {
  const readFlow = ({ flowId }: FlowUser): StoredFlow | undefined => {
    try {
      return store.flows.get(flowId);
    } catch (thrown) {
      // A damaged flow can't run; what it needs is asked once it is mended.
      if (toMillraceError(thrown).code === 'STORE_DAMAGED') return undefined;
      throw thrown;
    }
  };

  return {
    check: async (id, signal = new AbortController().signal) => {
      const connection = store.connections.get(id);
      const { client, connector } = await openClient(connection);
      const checkedAt = new Date(clock.now()).toISOString();
      const check = connector.permissions;
      if (!check) return { checkedAt, objects: [] };
      const needs = store.flows.users.of(id).flatMap((user): Need[] => {
        const flow = readFlow(user);
        const { flowId, name } = user;
        return flow ? findNeeds(check, flow, id).map((need) => ({ need, flow: { flowId, name } })) : [];
      });
      const missing = await check.findMissing({ client, needs: needs.map(({ need }) => need), signal });
      const objects = [...Map.groupBy(needs, ({ need }) => need.object)].map(([object, ofObject]) => ({
        object,
        needs: [...new Set(ofObject.map(({ need }) => need.access))],
        missing: missing.get(object) ?? [],
        flows: [...new Map(ofObject.map(({ flow }) => [flow.flowId, flow])).values()],
      }));
      return { checkedAt, objects: objects.sort((a, b) => a.object.localeCompare(b.object, 'en')) };
    },
  };
}

/** What the steps need, and what the slot declares where no step says more about the object. */
function findNeeds(check: PermissionCheck, { document, bindings }: StoredFlow, connectionId: string): PermissionNeed[] {
  const slots = new Set(Object.keys(bindings).filter((slot) => bindings[slot] === connectionId));
  const needs = document.steps
    .filter(({ connection, disabled }) => connection !== undefined && slots.has(connection) && !disabled)
    .flatMap((step) => check.needs(step));
  const known = new Set(needs.map(({ object }) => object));
  const declared = [...slots].flatMap((slot): PermissionNeed[] => {
    const { objects = [], access } = document.connections?.[slot]?.needs ?? {};
    return objects
      .filter((object) => !known.has(object))
      .map((object) => ({ object, access: access === 'write' ? 'create' : 'read', fields: [] }));
  });
  return [...needs, ...declared];
}
