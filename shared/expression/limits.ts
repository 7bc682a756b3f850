/**
 * The bounds of the language (flow-format, “Values and expressions”). The first four are promises to flow authors; the
 * last three are what keeps one evaluation within a fraction of a second and 64 MB whatever it is made of (S28).
 */
export const expressionLimits = {
  /** Characters of one expression. */
  sourceCharacters: 10_000,
  /** Brackets, calls, member accesses, signs and conditions inside one another. */
  depth: 64,
  /** Items visited by `map`, `filter`, `exists`, `all` and `exists_one` in one evaluation. */
  iterations: 1_000_000,
  /** Characters of one text, or of a result written as JSON. */
  resultCharacters: 10_000_000,
  /** Bytes (estimated) that one evaluation may build in all, intermediate values included. */
  builtBytes: 64_000_000,
  /** Elementary steps (about 10 ns each) of one evaluation. */
  steps: 10_000_000,
  /** Lists and maps inside one another in a value that is compared, measured or written as JSON. */
  valueDepth: 256,
} as const;
