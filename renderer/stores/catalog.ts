import { create } from 'zustand';
import type { Catalog, ConnectorManifest, StepManifest } from '../../shared/connector/manifest.ts';

const noCatalog: Catalog = { steps: [], connectors: [] };

type CatalogState = {
  catalog: Catalog;
  stepsByType: ReadonlyMap<string, StepManifest>;
  connectorsById: ReadonlyMap<string, ConnectorManifest>;
};

/** Every step type and connector of this installation; filled once, before the first screen is shown. */
export const useCatalogStore = create<CatalogState>(() => index(noCatalog));

/** Takes the host's catalogue. */
export function setCatalog(catalog: Catalog): void {
  useCatalogStore.setState(index(catalog));
}

/** Every step type and connector. */
export function useCatalog(): Catalog {
  return useCatalogStore((state) => state.catalog);
}

function index(catalog: Catalog): CatalogState {
  return {
    catalog,
    stepsByType: new Map(catalog.steps.map((step) => [step.type, step])),
    connectorsById: new Map(catalog.connectors.map((connector) => [connector.id, connector])),
  };
}
