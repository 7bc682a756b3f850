import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { Forecast } from '../../../shared/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Random } from '../../ports/random.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store } from '../../storage/index.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { askSources } from './ask-sources.ts';
import { createFlowFinder } from './find-called-flow.ts';
import { forecastRun } from './forecast.ts';
import type { RunDocumentRequest, StoredRunRequest } from './run-request.ts';

/** Says what runs would take. */
export type ForecastService = {
  /** Of a flow in the store, as it is now. Throws NOT_FOUND. */
  stored(request: Pick<StoredRunRequest, 'flowId' | 'parameters' | 'input'>): Promise<Forecast>;
  of(request: RunDocumentRequest): Promise<Forecast>;
};

type Parts = {
  store: Store;
  clock: Clock;
  random: Random;
  budgets: CallBudgets;
  steps: StepSupply;
  catalog(): Promise<Catalog>;
  openSpill(): Spill;
  openFiles(baseFolder: string): Files;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
};

export function createForecastService(parts: Parts): ForecastService {
  const { store, budgets, catalog, filesFolder } = parts;
  const find = createFlowFinder(parts);
  const of: ForecastService['of'] = async (request) =>
    forecastRun(request, {
      store,
      budgets,
      catalog: await catalog(),
      find,
      askSources: (asked, stepIds) => askSources(parts, asked, stepIds),
    });
  return {
    of,
    stored: ({ flowId, parameters, input }) => {
      const { document, bindings, revision } = store.flows.get(flowId);
      return of({
        document: { ...document, id: flowId },
        bindings,
        revision,
        baseFolder: filesFolder,
        ...(parameters ? { parameters } : {}),
        ...(input ? { input } : {}),
      });
    },
  };
}
