/**
 * How often a test that leaves something to chance is repeated: `short` in the suite, `long` with MILLRACE_LONG=1,
 * which is what the promises count.
 */
export function repetitions(short: number, long: number): number {
  return process.env.MILLRACE_LONG === '1' ? long : short;
}

/** A time limit that grows with the repetitions, in milliseconds. */
export function timeLimit(times: number, eachMs: number): number {
  return 30_000 + times * eachMs;
}
