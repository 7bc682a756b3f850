import type { FlowSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { NodeHost } from '../../compose/node-host.ts';

/** The flow of this id, else of this name. Throws NOT_FOUND. */
export function findFlow(host: NodeHost, name: string): FlowSummary {
  const flows = host.services.flows.list();
  const found = flows.find((flow) => flow.id === name) ?? flows.find((flow) => flow.name === name);
  if (!found) throw new MillraceError('NOT_FOUND', { thing: 'flow', name });
  return found;
}
