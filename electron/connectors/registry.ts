import type { ConnectorManifest, StepManifest } from '../../shared/connector/manifest.ts';
import type { StepDefinition } from '../ports/step.ts';
import type { Connector } from './sdk/connector.ts';
import { toManifest } from './sdk/manifest.ts';
import { type ConnectorServices, toStepDefinitions } from './sdk/step-definitions.ts';

/** Every connector, loaded when it is first asked for: a run loads only the ones that it uses. */
const loaders: Readonly<Record<string, () => Promise<Connector>>> = {
  salesforce: async () => (await import('./salesforce/salesforce.connector.ts')).salesforce,
  http: async () => (await import('./http/http.connector.ts')).http,
  files: async () => (await import('./files/files.connector.ts')).files,
};

/** The ids of all connectors. */
export const connectorIds: readonly string[] = Object.keys(loaders);

/** The connector with this id, or undefined. */
export async function findConnector(id: string): Promise<Connector | undefined> {
  return Object.hasOwn(loaders, id) ? loaders[id]?.() : undefined;
}

/** The definition of a step type (`salesforce.create`), or undefined when no connector brings it. */
export async function findStepDefinition(type: string): Promise<StepDefinition<ConnectorServices> | undefined> {
  const connector = await findConnector(type.split('.')[0] ?? '');
  return connector && toStepDefinitions(connector).find(({ manifest }) => manifest.type === type);
}

/** What everybody may see of all connectors and their steps, in the order in which they are offered. */
export async function listConnectorManifests(): Promise<{ connectors: ConnectorManifest[]; steps: StepManifest[] }> {
  const manifests = await Promise.all(Object.values(loaders).map(async (load) => toManifest(await load())));
  return { connectors: manifests.map(({ connector }) => connector), steps: manifests.flatMap(({ steps }) => steps) };
}
