/** Records that a run gives as its output, and hands back to the run that called it, at most (flow-format.md). */
export const MOST_OUTPUT_RECORDS = 1_000;
