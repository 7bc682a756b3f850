import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
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
import { AnnouncedInputs } from './announced-inputs.ts';
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
  const inputOf = (record: JsonObject, call: CallContext) => inputs.constant ?? inputs.evaluate(call.scopeFor(record));
  const itemOf: ItemOf = (record, call, index) => ({
    record,
    input: inputOf(record, call),
    idempotencyKey: () => call.idempotencyKey(index),
  });
  const announced = new AnnouncedInputs();
  const sentItemOf: ItemOf = (record, call, index) => ({
    record,
    input: announced.take(record, () => inputOf(record, call)),
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
        run: async (record, call) => work.run(sentItemOf(record, call, 0), call),
        ...repeatingOf(declared, work, itemOf, announced),
      };
    }
    case 'batch': {
      const work = await declared.prepare(context);
      const runner: StepRunner = {
        shape: 'batch',
        size: declared.size,
        run: (records, call) => onItems(records, call, sentItemOf, (items) => work.run(items, call), {}),
        ...repeatingOf(declared, work, itemOf, announced),
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
function repeatingOf(
  { idempotency }: Action,
  work: MapWork | BatchWork,
  itemOf: ItemOf,
  announced: AnnouncedInputs,
): Repeating {
  const { settle, plan, evidence, account, settlesAfterMs } = work;
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
    ...(evidence
      ? { evidence: (records, call) => announce(records, call, { itemOf, announced, evidenceOf: evidence }) }
      : {}),
    ...(account ? { account } : {}),
    ...(settlesAfterMs === undefined ? {} : { settlesAfterMs }),
    ...(plan
      ? {
          plan: (records, call) =>
            onItems<PlannedOutcome>(records, call, itemOf, (items) => plan(items, call), { writes: [] }),
        }
      : {}),
  };
}

/** Evaluates what a call is about to send, and keeps it for that call. */
async function announce(
  records: JsonObject[],
  call: CallContext,
  {
    itemOf,
    announced,
    evidenceOf,
  }: { itemOf: ItemOf; announced: AnnouncedInputs; evidenceOf: NonNullable<MapWork['evidence']> },
): Promise<Json[]> {
  const items = records.map((record, index) => {
    try {
      return itemOf(record, call, index);
    } catch (error) {
      return toMillraceError(error);
    }
  });
  announced.announce(
    records,
    items.map((item) => (item instanceof MillraceError ? item : item.input)),
  );
  const each = await evidenceOf(items.flatMap((item) => (item instanceof MillraceError ? [] : [item])));
  const told = each.values();
  return items.map((item) => (item instanceof MillraceError ? null : (told.next().value ?? null)));
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
    origin: async () => undefined,
    request: async () => {
      throw new MillraceError('CONNECTION_NOT_CHOSEN', { slot, detail: 'The step needs one to make its call.' });
    },
  };
}
