import type { MillraceError } from '../../../shared/errors/index.ts';
import { findStepDefinition } from '../../connectors/registry.ts';
import type { ConnectorClient } from '../../connectors/sdk/index.ts';
import type { ConnectorServices } from '../../connectors/sdk/step-definitions.ts';
import type { CallServices } from '../../engine/steps/call-flow.ts';
import { builtInSteps } from '../../engine/steps/registry.ts';
import type { ReshapeServices } from '../../engine/steps/reshape.ts';
import type { StoreServices } from '../../engine/steps/store-settings.ts';
import type { FolderServices } from '../../engine/steps/watch-folder-settings.ts';
import type { Evaluator } from '../../ports/evaluator.ts';
import type { Files } from '../../ports/files.ts';
import type { FlowCalls } from '../../ports/flow-calls.ts';
import type { Folders } from '../../ports/folders.ts';
import type { ServiceRequest, StepDefinition } from '../../ports/step.ts';
import type { ValueStore } from '../../storage/index.ts';
import type { ConnectionService } from '../connections/connection-service.ts';
import type { ClientOpener, OpenableConnection } from '../connections/open-client.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { CallPolicy } from '../gateway/policy.ts';
import { type ForeseenValues, openObjectStore } from './object-store.ts';

/** Where a run's steps come from, and what the host lends each of them. */
export type StepSupply = {
  find(type: string): Promise<StepDefinition<ConnectorServices> | undefined>;
  /** For one run: its slots are bound to the connections as they are now. */
  lend(run: {
    bindings: Record<string, string>;
    baseFolder: string;
    flowId: string;
    /** Decides over what its steps send; without one everything may go out. */
    policy?: CallPolicy;
    /** Of a dry run: what it would have stored so far. */
    foreseen?: ForeseenValues;
    /** Hears that a call of the run went past its connection's budget. */
    overBudget?(connectionId: string, error: MillraceError): void;
    /** The flows that its steps may call. */
    flowCalls: FlowCalls;
  }): (
    request: ServiceRequest,
  ) => Promise<ConnectorServices & StoreServices & FolderServices & ReshapeServices & CallServices>;
};

type Parts = {
  gateway: Gateway;
  connections: Pick<ConnectionService, 'openable'>;
  clients: ClientOpener;
  openFiles(baseFolder: string): Files;
  folders: Folders;
  values: ValueStore;
  evaluator: Evaluator;
};

export function createStepSupply(parts: Parts): StepSupply {
  const { gateway, connections, clients, openFiles, folders, values, evaluator } = parts;
  const builtIn = new Map(builtInSteps.map((definition) => [definition.manifest.type, definition]));
  return {
    find: async (type) =>
      (builtIn.get(type) as StepDefinition<ConnectorServices> | undefined) ?? (await findStepDefinition(type)),
    lend: ({ bindings, baseFolder, flowId, policy, foreseen, overBudget, flowCalls }) => {
      const files = openFiles(baseFolder);
      const { objectStore, ...stored } = openObjectStore(values, flowId, foreseen);
      // Edits during the run don't reach it: it ends with the details that it began with.
      const bound = new Map<string, OpenableConnection>();
      for (const [slot, id] of Object.entries(bindings)) bound.set(slot, connections.openable(id));

      return async ({ runId, step, manifest, called }) => {
        const slot = step.connection;
        const connection = slot === undefined ? undefined : bound.get(slot);
        const port = gateway.open({
          runId,
          step: step.id,
          connector: manifest.connector ?? manifest.type.split('.')[0] ?? '',
          ...(slot !== undefined && bindings[slot] !== undefined ? { connectionId: bindings[slot] } : {}),
          files,
          called,
          ...(policy ? { policy } : {}),
          ...(overBudget ? { overBudget } : {}),
        });
        let client: ConnectorClient | undefined;
        if (connection) client = (await clients.open(connection, port)).client;
        else if (manifest.connectionOptional && manifest.connector)
          client = await clients.openBare(manifest.connector, port);
        return {
          client,
          files: port.files,
          folders,
          objectStore: port.watchValues(objectStore),
          ...stored,
          evaluator,
          flowCalls,
        };
      };
    },
  };
}
