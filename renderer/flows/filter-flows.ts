import type { FlowSummary } from '../../shared/contract/index.ts';
import type { RouteQuery } from '../stores/navigation.ts';

/** The flows that match the list's search (name, description), status and connection, as kept in its address. */
export function filterFlows(flows: readonly FlowSummary[], query: RouteQuery): FlowSummary[] {
  const search = (query.q ?? '').trim().toLowerCase();
  return flows.filter(
    (flow) =>
      (search === '' || `${flow.name}\n${flow.description}`.toLowerCase().includes(search)) &&
      (!query.status || flow.status === query.status) &&
      (!query.connection || flow.connections.some((connection) => connection.id === query.connection)),
  );
}
