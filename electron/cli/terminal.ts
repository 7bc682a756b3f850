/** Where a command reads and writes; tests give their own. */
export type Terminal = {
  /** Standard output: results only. */
  out(text: string): void;
  /** Standard error: errors, notices and progress. */
  err(text: string): void;
  /** True when standard error is a terminal that can redraw lines. */
  readonly redraws: boolean;
  /** All of standard input as text. */
  readInput(): Promise<string>;
  /** True when a person is there to be asked. */
  readonly asks: boolean;
  /** Asks for a secret without showing it; undefined when nobody can be asked. */
  askSecret(question: string): Promise<string | undefined>;
  readonly workingFolder: string;
  /** Settings from outside, read once at start. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl+C or a request to end. */
  readonly signal: AbortSignal;
};
