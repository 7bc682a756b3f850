/**
 * What is said of one kind of failure, as templates of at most 30 words with all places filled. A text whose places
 * aren't all known gives way to the error's own words.
 */
export type FailureText = {
  title: string;
  cause: string;
  fix: string;
  /** What was done and what wasn't, where no run has counts that tell it. */
  done?: string;
};

/** Of what was refused before anything ran. */
export const NOTHING_RAN = 'Nothing was run.';
