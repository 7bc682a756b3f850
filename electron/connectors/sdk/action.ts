import type { FlowStep } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { SourceEstimate } from '../../../shared/run/forecast.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { Files } from '../../ports/files.ts';
import type { CallContext, Doubt, PlannedOutcome, RecordOutcome, Settled, SourcePage } from '../../ports/step.ts';
import type { ConnectorClient } from './client.ts';
import type { Fields } from './field.ts';

/** Whether undo can put back what the action changed: always, never, or from an image taken before. */
export type Reversible = 'yes' | 'no' | 'from-before-image';

/**
 * How the action may be repeated without doing its work twice: it always may (`natural`), the service honours our
 * idempotency key (`by-key`) or an external id (`by-external-id`), the service can be asked whether it was done
 * (`ask`), or not at all (`never`).
 */
export type Idempotency = 'natural' | 'by-key' | 'by-external-id' | 'ask' | 'never';

/** What an action works with for the length of one run. It never sees a secret. */
export type ActionContext = {
  /** Refuses every request with CONNECTION_NOT_CHOSEN where the step has no connection. */
  client: ConnectorClient;
  files: Files;
  step: FlowStep;
  /** The step's settings as they stand in the flow, with defaults. */
  settings: JsonObject;
  /** Names of the flow's parameters, for actions that compile expressions of their own. */
  parameterNames: readonly string[];
};

/** A record on its way through an action: `input` holds the fields of the form, evaluated for it and checked. */
export type ActionItem = { record: JsonObject; input: JsonObject; idempotencyKey(): string };

export type MapWork = {
  /** How many records may be under way at once; 1 unless given. */
  concurrency?: number;
  /** What the calls do where the settings decide it; the action's `effect` unless given. */
  effect?: 'read' | 'write';
  run(item: ActionItem, call: CallContext): Promise<RecordOutcome>;
  /** For an action whose `idempotency` is `ask`: what became of items whose call ended unseen, in their order. */
  settle?(items: ActionItem[], call: CallContext, doubt: Doubt): Promise<Settled[]>;
  /**
   * For an action with `settle`: what the items are known again by. Their input is what `run` gets; nothing is called.
   */
  evidence?(items: ActionItem[]): Promise<Json[]>;
  /** Milliseconds that the service may go on with a call that was cut off, as a rule. */
  settlesAfterMs?: number;
  /** Whose things the items are created among, as far as that is known; nothing is called. */
  account?(): Promise<string | undefined>;
  /** For an action that writes: what `run` would do with the items, in their order. It may read, and writes nothing. */
  plan?(items: ActionItem[], call: CallContext): Promise<PlannedOutcome[]>;
};

export type BatchWork = {
  /** Outcomes stand in the items' order. */
  run(items: ActionItem[], call: CallContext): Promise<RecordOutcome[]>;
  settle?: MapWork['settle'];
  evidence?: MapWork['evidence'];
  account?: MapWork['account'];
  settlesAfterMs?: number;
  plan?: MapWork['plan'];
  /** What `finish` would write, after all items were planned. */
  planFinish?(call: CallContext): Promise<PlannedWrite[]>;
  /** Where the settings decide it: whether the whole work may be done a second time. */
  repeatable?: boolean;
  finish?(call: CallContext): Promise<void>;
  markBeforeFinish?(): Promise<Json>;
  wasFinished?(mark: Json): Promise<boolean>;
  abandon?(): Promise<void>;
};

export type SourceWork = {
  read(item: ActionItem, call: CallContext, resumeFrom?: Json): AsyncIterable<SourcePage>;
  /** Reading a second time gives the same pages while `version` is the same. */
  repeatable?: boolean;
  version?(item: ActionItem): Promise<Json>;
  /** How much there is to read, told without reading it. */
  estimate?(item: ActionItem, call: CallContext): Promise<SourceEstimate>;
};

/** Facts that every action declares; one without `effect`, `reversible` or `idempotency` doesn't register. */
export type ActionFacts = {
  label: string;
  description: string;
  /** Name of a lucide icon. */
  icon: string;
  keywords: string[];
  effect: 'read' | 'write';
  reversible: Reversible;
  idempotency: Idempotency;
  /** Whether the step needs a connection of the connector. */
  connection: 'required' | 'optional' | 'none';
  input: Fields;
  /** Keys of inputs that the action compiles and checks itself; `ActionItem.input` doesn't hold them. */
  raw?: readonly string[];
  /** One line for the step's box, with `{key}` for settings. */
  summary: string;
  adds?: { name: string; type: string; label?: string }[];
  sample?: JsonObject;
};

/** An action: what it is, and how it is made ready for one run. */
export type Action = ActionFacts &
  (
    | { shape: 'map'; prepare(context: ActionContext): MapWork | Promise<MapWork> }
    | { shape: 'batch'; size: number; prepare(context: ActionContext): BatchWork | Promise<BatchWork> }
    | { shape: 'source'; prepare(context: ActionContext): SourceWork | Promise<SourceWork> }
  );

/** Declares an action. */
export function action(declaration: Action): Action {
  return declaration;
}
