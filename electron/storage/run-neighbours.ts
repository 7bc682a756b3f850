import type { ErrorDescription } from '../../shared/errors/index.ts';
import { ERROR_PORT } from '../../shared/flow/ports.ts';
import { MOST_OUTPUT_RECORDS } from '../../shared/run/output.ts';
import { splitPlace } from '../../shared/run/split-place.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { EmittedPlace, Lineage } from './lineage.ts';

/** A run as far as its records are followed. `depth`: how many calls deeper it stands than the run asked about. */
export type TracedRun = {
  id: string;
  number: number;
  depth: number;
  state: RunState;
  /** The run, step and record that it was called for, as far as that is known; several runs may go on with one call. */
  calledBy: Caller | undefined;
};

type Caller = { runId: string; step: string; place: number };

/** A record that left a step of one of these runs. */
export type Spot = EmittedPlace & { run: TracedRun };

/** Why a way that goes on can't be followed: see `gaps` of `runs.trace`. */
export type GapReason = 'called-run-gone' | 'calling-run-gone' | 'kept-less';

/** What a walk asks and is told on its way. */
export type WalkedRuns = {
  /**
   * The run of this id, reached from the one that called it where `calledBy` says so; undefined where it isn't kept any
   * more, `beyond` where too many were looked at already.
   */
  open(runId: string, depth: number, calledBy?: Caller): TracedRun | 'beyond' | undefined;
  /** Ids of the runs that were called for the record that a step received at this place. */
  calledFor(run: TracedRun, step: string, place: number): string[];
  /** The errors of the records that failed at these places of a step, as far as they were kept. */
  failuresAt(run: TracedRun, step: string, places: readonly number[]): Map<number, ErrorDescription>;
  gap(run: TracedRun, step: string, why: GapReason, number?: number): void;
  ended(run: TracedRun, step: string, place: number): void;
};

/** One step along the way of a record, over the edges of its run into called and calling ones too. */
export type Neighbours = {
  /** What a record came of. */
  before(spot: Spot): Spot[];
  /** What came of a record. */
  after(spot: Spot): Spot[];
  /** The record itself that a step received at this place. */
  received(run: TracedRun, step: string, place: number): Spot[];
  /** What came of the record that a step received at this place. */
  onward(run: TracedRun, step: string, place: number): Spot[];
};

/** True where it was kept which record came of which. */
export function keepsLineage({ state }: TracedRun): boolean {
  return state.header.retention === 'full';
}

export function createNeighbours(lineage: Lineage, walked: WalkedRuns): Neighbours {
  const spotsOf = (run: TracedRun, places: EmittedPlace[]): Spot[] => places.map((place) => ({ run, ...place }));

  const received: Neighbours['received'] = (run, step, place) => {
    const record = lineage.receivedAt(run.number, step, place);
    return record ? [{ run, ...record }] : [];
  };

  /** The run that called this one, where records can be followed, and the record that it called it for. */
  const callerOf = (run: TracedRun): (Omit<Caller, 'runId'> & { caller: TracedRun }) | undefined => {
    const named = run.calledBy ?? run.state.header.calledBy;
    const caller = named && walked.open(named.runId, run.depth - 1);
    if (!named || caller === 'beyond') return undefined;
    if (!caller) walked.gap(run, named.step, 'calling-run-gone');
    else if (!run.calledBy || !keepsLineage(caller)) walked.gap(caller, named.step, 'kept-less');
    else return { caller, ...run.calledBy };
    return undefined;
  };

  /** The runs that were called for a received record, where records can be followed. */
  const calledRuns = (run: TracedRun, step: string, place: number, departures: EmittedPlace[]): TracedRun[] => {
    if (typeOf(run, step) !== 'call_flow') return [];
    const ids = walked.calledFor(run, step, place);
    if (ids.length === 0) {
      const error = walked.failuresAt(run, step, [place]).get(place);
      const wasCalled = error ? error.code === 'CALLED_FLOW_FAILED' : departures.some(isNoFailure);
      if (wasCalled) walked.gap(run, step, 'called-run-gone', numberIn(error));
    }
    return ids.flatMap((id) => {
      const called = walked.open(id, run.depth + 1, { runId: run.id, step, place });
      if (!called || called === 'beyond') return [];
      if (keepsLineage(called)) return called;
      walked.gap(called, called.state.header.steps[0]?.id ?? '', 'kept-less');
      return [];
    });
  };

  const before: Neighbours['before'] = (spot) => {
    const { run, step, port } = spot;
    const places = lineage.parentsOf(run.number, spot);
    if (places.length === 0) {
      const called = callerOf(run);
      return called ? received(called.caller, called.step, called.place) : [];
    }
    return places.flatMap((place) => {
      if (place < 0) return received(run, gatheredBy(run, step), splitPlace(place));
      const called = port === ERROR_PORT.name ? [] : calledRuns(run, step, place, [spot]);
      return [...received(run, step, place), ...called.flatMap(handedBack)];
    });
  };

  const onward: Neighbours['onward'] = (run, step, place) => {
    const departures = [
      ...lineage.departuresOf(run.number, step, place),
      ...gatherersOf(run, step).flatMap((gatherer) => lineage.departuresOf(run.number, gatherer, splitPlace(place))),
    ];
    if (departures.length === 0) walked.ended(run, step, place);
    const called = calledRuns(run, step, place, departures);
    return [...spotsOf(run, departures), ...called.flatMap(triggerRecord)];
  };

  const after: Neighbours['after'] = (spot) => {
    const { run } = spot;
    if (wasHandedBack(spot)) {
      const called = callerOf(run);
      if (!called) return [];
      const { caller, step, place } = called;
      return spotsOf(caller, lineage.departuresOf(caller.number, step, place).filter(isNoFailure));
    }
    return lineage.arrivalsOf(run.number, spot).flatMap(({ step, place }) => onward(run, step, place));
  };

  return { before, after, received, onward };
}

/** The one record that a called run began with. */
function triggerRecord(run: TracedRun): Spot[] {
  const step = run.state.header.steps[0]?.id ?? '';
  const [port] = Object.keys(run.state.steps[step]?.out ?? {});
  return port === undefined ? [] : [{ run, step, port, index: 0 }];
}

/** The records that a called run handed back, at most as many as a run gives. */
function handedBack(run: TracedRun): Spot[] {
  const spots: Spot[] = [];
  if (!gaveOutput(run)) return spots;
  for (const { step, port } of run.state.header.handsBack ?? []) {
    const count = run.state.steps[step]?.out[port] ?? 0;
    for (let index = 0; index < count && spots.length < MOST_OUTPUT_RECORDS; index += 1) {
      spots.push({ run, step, port, index });
    }
  }
  return spots;
}

function wasHandedBack({ run, step, port, index }: Spot): boolean {
  if (!gaveOutput(run)) return false;
  let before = 0;
  for (const output of run.state.header.handsBack ?? []) {
    if (output.step === step && output.port === port) return before + index < MOST_OUTPUT_RECORDS;
    before += run.state.steps[output.step]?.out[output.port] ?? 0;
  }
  return false;
}

/** True for a called run whose output its caller took. */
function gaveOutput({ state: { status } }: TracedRun): boolean {
  return status === 'succeeded' || status === 'partly_succeeded';
}

/** The step whose split records this one hands on again. */
function gatheredBy({ state }: TracedRun, step: string): string {
  return state.header.steps.find(({ id }) => id === step)?.gathers ?? step;
}

/** The steps that hand on again what this one splits. */
function gatherersOf({ state }: TracedRun, step: string): string[] {
  return state.header.steps.flatMap(({ id, gathers }) => (gathers === step ? [id] : []));
}

function typeOf({ state }: TracedRun, step: string): string | undefined {
  return state.header.steps.find(({ id }) => id === step)?.type;
}

function isNoFailure({ port }: EmittedPlace): boolean {
  return port !== ERROR_PORT.name;
}

/** The number of the called run that an error names. */
function numberIn(error: ErrorDescription | undefined): number | undefined {
  const number = error?.data.number;
  return typeof number === 'number' ? number : undefined;
}
