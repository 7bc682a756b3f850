import type { Json } from '../json/json.ts';

/** Whose move it is: the person's (their input or flow), the world's (a service, a disk), or ours (a defect). */
export type Fault = 'user' | 'world' | 'ours';

/** The facts of one error, named; they fill `{placeholders}` in its texts and travel with it. */
export type ErrorData = Record<string, Json | undefined>;

/**
 * One entry of the catalogue. Texts are templates: `{name}` is replaced by that datum, `{name:one|many}` by it and the
 * words that fit the number: `{seconds:second|seconds}` reads “1 second” or “3 seconds”. `message` says what happened,
 * `why` the cause, `fix` what to do next. `exitCode` is the command's exit code (flow-format: 1 run failed, 2 wrong
 * command or flow, 3 store in use or damaged, 130 cancelled).
 */
export type ErrorDefinition = {
  readonly fault: Fault;
  readonly retryable: boolean;
  readonly exitCode: 1 | 2 | 3 | 130;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
};

/** Checks the shape of a group of the catalogue while keeping its codes as literal types. */
export function defineErrors<const Codes extends string>(definitions: Record<Codes, ErrorDefinition>) {
  return definitions;
}
