import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { UNKNOWN } from '../../../shared/run/forecast.ts';
import type { Files } from '../../ports/files.ts';
import type {
  CallContext,
  PlannedOutcome,
  PrepareContext,
  Repeating,
  StepDefinition,
  StepRunner,
} from '../../ports/step.ts';
import type { Action, ActionContext, ActionItem, BatchWork, MapWork } from './action.ts';
import type { ConnectorClient } from './client.ts';
import type { Connector } from './connector.ts';
import type { Fields } from './field.ts';
import { compileInputs, withDefaults } from './inputs.ts';
import { toStepManifest } from './manifest.ts';

/** What the host lends a connector's step. `client` is absent for a step without a connection. */
export type ConnectorServices = { client: ConnectorClient | undefined; files: Files };

/** A connector's actions as the engine knows steps: type `<connector>.<action>`. */
export function toStepDefinitions(connector: Connector): StepDefinition<ConnectorServices>[] {
  return Object.entries(connector.actions).map(([actionId, declared]) => ({
    manifest: toStepManifest(connector.id, actionId, declared),
    prepare: (context) => prepareAction(declared, context),
  }));
}

async function prepareAction(declared: Action, prepared: PrepareContext<ConnectorServices>): Promise<StepRunner> {
  const { step, services, parameterNames } = prepared;
  const settings = withDefaults(declared.input, prepared.settings);
  const inputs = compileInputs(evaluatedFields(declared), settings, parameterNames);
  const client = services.client ?? withoutConnection(step.connection ?? step.id);
  const context: ActionContext = { client, files: services.files, step, settings, parameterNames };
  const itemOf = (record: JsonObject, call: CallContext, index: number): ActionItem => ({
    record,
    input: inputs.constant ?? inputs.evaluate(call.scopeFor(record)),
    idempotencyKey: () => call.idempotencyKey(index),
  });

  switch (declared.shape) {
    case 'source': {
      const work = await declared.prepare(context);
      return {
        shape: 'source',
        read: (incoming, call, resumeFrom) => work.read(itemOf(incoming, call, 0), call, resumeFrom),
        ...(work.repeatable ? { repeatable: true } : {}),
        ...(work.version
          ? { version: async (incoming, call) => work.version?.(itemOf(incoming, call, 0)) ?? null }
          : {}),
        ...(work.estimate
          ? {
              estimate: async (incoming, call) =>
                work.estimate?.(itemOf(incoming, call, 0), call) ?? { records: UNKNOWN },
            }
          : {}),
      };
    }
    case 'map': {
      const work = await declared.prepare(context);
      return {
        shape: 'map',
        pure: false,
        concurrency: work.concurrency ?? 1,
        ...(work.effect ? { effect: work.effect } : {}),
        run: async (record, call) => work.run(itemOf(record, call, 0), call),
        ...repeatingOf(declared, work, itemOf),
      };
    }
    case 'batch': {
      const work = await declared.prepare(context);
      const runner: StepRunner = {
        shape: 'batch',
        size: declared.size,
        run: (records, call) => onItems(records, call, itemOf, (items) => work.run(items, call), {}),
        ...repeatingOf(declared, work, itemOf),
      };
      if (work.finish) runner.finish = (call) => work.finish?.(call) ?? Promise.resolve();
      if (work.planFinish) runner.planFinish = (call) => work.planFinish?.(call) ?? Promise.resolve([]);
      if (work.markBeforeFinish) runner.markBeforeFinish = () => work.markBeforeFinish?.() ?? Promise.resolve(null);
      if (work.wasFinished) runner.wasFinished = (mark) => work.wasFinished?.(mark) ?? Promise.resolve(false);
      if (work.abandon) runner.abandon = () => work.abandon?.() ?? Promise.resolve();
      return runner;
    }
  }
}

type ItemOf = (record: JsonObject, call: CallContext, index: number) => ActionItem;

/** What the engine may do with a call whose end it didn't see. */
function repeatingOf({ idempotency }: Action, work: MapWork | BatchWork, itemOf: ItemOf): Repeating {
  const { settle, plan } = work;
  const repeatable = 'repeatable' in work ? work.repeatable : undefined;
  return {
    repeatable: repeatable ?? (idempotency !== 'ask' && idempotency !== 'never'),
    ...(settle
      ? {
          settle: (records, call, doubt) =>
            settle(
              records.map((record, at) => itemOf(record, call, at)),
              call,
              doubt,
            ),
        }
      : {}),
    ...(plan
      ? {
          plan: (records, call) =>
            onItems<PlannedOutcome>(records, call, itemOf, (items) => plan(items, call), { writes: [] }),
        }
      : {}),
  };
}

function evaluatedFields({ input, raw = [] }: Action): Fields {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !raw.includes(key)));
}

/** Sets aside the records whose input is wrong, so that one of them doesn't cost the others their call. */
async function onItems<Outcome>(
  records: JsonObject[],
  call: CallContext,
  itemOf: ItemOf,
  work: (items: ActionItem[]) => Promise<Outcome[]>,
  missing: Outcome,
): Promise<(Outcome | { error: MillraceError })[]> {
  const outcomes: ({ error: MillraceError } | undefined)[] = [];
  const items: ActionItem[] = [];
  for (const [index, record] of records.entries()) {
    try {
      items.push(itemOf(record, call, index));
      outcomes.push(undefined);
    } catch (error) {
      outcomes.push({ error: toMillraceError(error) });
    }
  }
  const done = items.length > 0 ? (await work(items)).values() : [].values();
  return outcomes.map((outcome) => outcome ?? done.next().value ?? missing);
}

function withoutConnection(slot: string): ConnectorClient {
  return {
    options: {},
    additions: async () => ({ headers: [], query: [] }),
    request: async () => {
      throw new MillraceError('CONNECTION_NOT_CHOSEN', { slot, detail: 'The step needs one to make its call.' });
    },
  };
}
