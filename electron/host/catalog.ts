import type { Catalog } from '../../shared/connector/manifest.ts';
import { listConnectorManifests } from '../connectors/registry.ts';
import { builtInSteps } from '../engine/steps/registry.ts';

/** Every step type and connector of this installation. */
export async function createCatalog(): Promise<Catalog> {
  const { connectors, steps } = await listConnectorManifests();
  return { connectors, steps: [...builtInSteps.map(({ manifest }) => manifest), ...steps] };
}
