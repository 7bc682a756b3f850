import type { FlowProblem } from '../problem.ts';
import type { Check } from './context.ts';
import { createProblem } from './create-problem.ts';

/**
 * Steps without the connection they need, with one that the flow doesn't have, or with one for another system. When
 * the caller knows the bindings, a slot that nothing fills is a warning: a run may still fall back to practice.
 */
export const checkConnections: Check = ({ flow, manifests, connectors, bindings }) =>
  flow.steps.flatMap((step): FlowProblem[] => {
    const manifest = manifests.get(step.type);
    if (manifest?.connector === undefined || step.disabled) return [];
    const system = connectors.get(manifest.connector)?.label ?? manifest.connector;
    const place = { step: step.id, field: 'connection' };
    if (step.connection === undefined || step.connection === '') {
      return manifest.connectionOptional ? [] : [createProblem('CONNECTION_REQUIRED', place, { system })];
    }
    const slot = step.connection;
    const needed = flow.connections && Object.hasOwn(flow.connections, slot) ? flow.connections[slot] : undefined;
    if (!needed) return [createProblem('CONNECTION_SLOT_UNKNOWN', place, { slot })];
    if (needed.connector !== manifest.connector) {
      const actual = connectors.get(needed.connector)?.label ?? needed.connector;
      return [createProblem('CONNECTION_KIND_WRONG', place, { slot, actual, expected: system })];
    }
    if (bindings && !Object.hasOwn(bindings, slot)) {
      return [createProblem('CONNECTION_REQUIRED', { ...place, severity: 'warning' }, { system, slot })];
    }
    return [];
  });
