import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { Clock } from './clock.ts';
import type { RunResult } from './run.ts';

/** What happens to a firing while a run of the same flow still goes. */
export type Overlap = 'skip' | 'queue' | 'parallel';

/** A run that a trigger wants. */
export type Firing = {
  /** What the trigger step hands on: its `prepare` gets them as `triggerRecords`. */
  records: JsonObject[];
  /** Where the trigger stands once this firing is kept; absent leaves it where it was. */
  position?: Json;
  /** The moment it stands for, in ms since 1970. A step fires at most once for a moment; absent means now, any number of times. */
  dueAt?: number;
};

/**
 * What became of a firing. `started` and `queued` are durable: the run takes place, after a crash too. `result` is how
 * it ends (a rejection when it can't begin); a queued one waits for its turn. `skipped`: a run of the flow still goes,
 * and the flow's overlap policy says so; it stands in the gap ledger. `repeated`: it was fired before.
 */
export type Fired =
  | { status: 'started' | 'queued'; runId: string; result: Promise<RunResult> }
  | { status: 'skipped' | 'repeated' };

/** Why a moment passed without its run. */
export type GapReason = 'closed' | 'asleep' | 'paused' | 'overlap';

/** Moments that passed without a run, as the trigger noticed them. */
export type Gap = {
  /** When each was due, in ms since 1970, oldest first. */
  dueAt: number[];
  /** How many more there were before the first of them, when they are too many to be listed. */
  earlier?: 'some';
  reason: Exclude<GapReason, 'overlap'>;
  /** Nothing is to be done about them by itself: so the trigger's settings say. */
  skipped: boolean;
  /** Where the trigger stands once they are kept. */
  position?: Json;
};

/** What a trigger that starts runs by itself is given, for as long as its flow is active. */
export type TriggerContext<Services = unknown> = {
  flowId: string;
  step: FlowStep;
  settings: JsonObject;
  /** Where the trigger stood when it last fired; undefined before its first. */
  position: Json | undefined;
  /** Since when the flow has been active without a break, in ms since 1970: what came before isn't for it. */
  activeSince: number;
  /** Since when the flow was paused, when it has just gone on: what came meanwhile was missed for that. */
  pausedAt?: number;
  clock: Clock;
  /** What the host lends triggers: see the trigger's own file for what it asks of them. */
  services: Services;
  /** Aborted when the flow is deactivated or changed, and when Millrace closes. */
  signal: AbortSignal;
  /**
   * Starts a run. The firing, the new position and what the run has to do are kept in one transaction before this
   * resolves and before the run begins, so that no crash loses a firing or doubles it. While many firings wait for
   * their turn, this waits too. Throws the signal's reason once that is aborted.
   */
  fire(firing: Firing): Promise<Fired>;
  /** Keeps a new position without a run. */
  moveTo(position: Json): void;
  /** Keeps moments that were missed; catching up, where it is due, is `fire` with the same `dueAt` afterwards. */
  miss(gap: Gap): void;
};

/** How a trigger starts runs by itself. One without it (`manual`) only starts them when somebody asks. */
export type TriggerDeclaration<Services = unknown> = {
  /** What holds where the flow's settings don't say: `skip` for one whose firings are all alike, else one that loses none. */
  overlap: Overlap;
  /** What starts the flow, in a sentence for people: “At 02:00 every day”. Throws what `prepare` throws. */
  describe(settings: JsonObject): string;
  /**
   * Watches until the signal is aborted, then resolves. A rejection is trouble of the trigger's own (a port in use, a
   * folder that is gone): it is said at the flow, and watching begins anew after a while.
   */
  watch(context: TriggerContext<Services>): Promise<void>;
};
