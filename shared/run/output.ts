/** Records that a run gives as its output, and hands back to the run that called it, at most (flow-format.md). */
export const MOST_OUTPUT_RECORDS = 1_000;

/**
 * About how many bytes of memory the output of a run may take that nobody called; records past it are left out as those
 * past the thousandth are. What is handed back to a run is whole: it becomes a part of that one's records.
 */
export const MOST_OUTPUT_BYTES = 32 * 2 ** 20;
