/** What one go of a benchmark took. `peakBytes` is the process's largest resident set, where it had one of its own. */
export type Measurement = { milliseconds: number; peakBytes?: number; calls?: number };

/** One kind of work, done by Millrace and by a bare script, at three sizes. */
export type Benchmark = {
  name: string;
  /** What `sizes` count. */
  unit: string;
  sizes: readonly [number, number, number];
  /** How often each is measured; the median counts. Large sizes may be measured less often. */
  rounds(size: number): number;
  /** Goes of each that aren't counted, so that work in this process is measured as it is in a host that runs. */
  warmUps?: number;
  plain(size: number): Promise<Measurement>;
  ours(size: number): Promise<Measurement>;
  /** What is promised, judged at the size it is promised for. */
  goals: readonly Goal[];
  /** Called once before and after. */
  prepare?(): Promise<void>;
  finish?(): Promise<void>;
};

/** One promise of the performance document. */
export type Goal = {
  text: string;
  size: number;
  holds(ours: Measurement, plain: Measurement): boolean;
};

/** The middle value; of an even number, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A goal on time: ours at most `factor` × plain. */
export function timeGoal(factor: number, size: number): Goal {
  return {
    text: `≤ ${factor}× time`,
    size,
    holds: (ours, plain) => ours.milliseconds <= factor * plain.milliseconds,
  };
}

/** Times a piece of work in this process. */
export async function timed(work: () => unknown): Promise<Measurement> {
  const began = performance.now();
  await work();
  return { milliseconds: performance.now() - began };
}
