import type { FlowStep, Overlap } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { RunWarning } from '../../shared/run/events.ts';
import type { Clock } from './clock.ts';
import type { RunResult } from './run.ts';

/** Why a trigger let a moment pass: Millrace wasn't open, the computer slept (or its clock was set), or the flow was paused. */
export type MissReason = 'closed' | 'asleep' | 'paused';

/** A run that a trigger wants. */
export type Firing = {
  /** What the trigger step hands on: its `prepare` gets them as `triggerRecords`. */
  records: JsonObject[];
  /** What the trigger noticed as it read them; its step tells it in the run. */
  warnings?: RunWarning[];
  /** Where the trigger stands once this firing is kept; absent leaves it where it was. */
  position?: Json;
  /** The moment it stands for, in ms since 1970. A step fires at most once for a moment; absent means now, any number of times. */
  dueAt?: number;
  /** Why the moment `dueAt` was missed, for a run that catches up; such a one waits for its turn rather than be skipped. */
  missed?: MissReason;
};

/**
 * What became of a firing. `started` and `queued` are durable: the run takes place, after a crash too. `result` is how
 * it ends (a rejection when it can't begin); a queued one waits for its turn. `skipped`: a run of the flow still goes,
 * and the flow's overlap policy says so; it stands in the gap ledger. `repeated`: it was fired before.
 */
export type Fired =
  | { status: 'started' | 'queued'; runId: string; result: Promise<RunResult> }
  | { status: 'skipped' | 'repeated' };

/** Moments that passed without a run, as the trigger noticed them. */
export type Gap = {
  /** When each was due, in ms since 1970, oldest first. */
  dueAt: readonly number[];
  /** There were still earlier ones, too many to be listed. */
  more?: boolean;
  reason: MissReason;
  /** `skipped`: so the trigger's settings say. `open`: somebody has to say what is to be done about them. */
  state: 'skipped' | 'open';
  /** Where the trigger stands once they are kept; absent leaves it where it was. */
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
  /** Why nothing was watched until now, when the flow was active before: what came meanwhile was missed for that. */
  absence: MissReason;
  clock: Clock;
  /** What the host lends triggers: see the trigger's own file for what it asks of them. */
  services: Services;
  /** Aborted when the flow is deactivated, changed or paused, and when Millrace closes. */
  signal: AbortSignal;
  /**
   * Starts a run. The firing, the new position and what the run has to do are kept in one transaction before this
   * resolves and before the run begins, so that no crash loses a firing or doubles it. While many firings wait for
   * their turn, this waits too. Throws the signal's reason once that is aborted.
   */
  fire(firing: Firing): Promise<Fired>;
  /** Keeps a new position without a run. */
  moveTo(position: Json): void;
  /** Keeps moments that were missed and won't be caught up by itself. One that is known already stays as it is. */
  miss(gap: Gap): void;
};

/** How a trigger starts runs by itself. One without it (`manual`) only starts them when somebody asks. */
export type TriggerDeclaration<Services = unknown> = {
  /** What holds where the flow's settings don't say: `skip` for one whose firings are all alike, else one that loses none. */
  overlap: Overlap;
  /** What starts the flow, in a sentence for people: “At 02:00 every day.” Throws what `prepare` throws. */
  describe(settings: JsonObject): string;
  /** The records of a moment that was missed; absent when nobody can have them any more. */
  recordsOf?(dueAt: number): JsonObject[];
  /**
   * Watches until the signal is aborted, then resolves. A rejection is trouble of the trigger's own (a port in use, a
   * folder that is gone): it is said at the flow, and watching begins anew after a while.
   */
  watch(context: TriggerContext<Services>): Promise<void>;
};
