/** Records that a run gives as its output, and hands back to the run that called it, at most (flow-format.md). */
export const MOST_OUTPUT_RECORDS = 1_000;

/** About how many bytes of memory those may take; records past it are left out as those past the thousandth are. */
export const MOST_OUTPUT_BYTES = 32 * 2 ** 20;
