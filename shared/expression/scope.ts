import type { Json, JsonObject } from '../json/json.ts';

/** Something an evaluation noticed without failing; `name` is the field, the expression or the number it is about. */
export type EvaluationWarning = { code: 'MISSING_FIELD' | 'NOT_COMPARABLE' | 'LONG_NUMBER'; name: string };

/**
 * Everything an expression can reach. Fields of `record` come before a parameter of the same name; nothing else is
 * reachable. `now` gives milliseconds since 1970 and `uuid` a new id, both from the caller, so that evaluation has no
 * ambient clock or chance.
 */
export type EvaluationScope = {
  record: JsonObject;
  parameters: JsonObject;
  trigger: Json;
  vars: JsonObject;
  run: { id: string; startedAt: string };
  now(): number;
  uuid(): string;
  warn?(warning: EvaluationWarning): void;
};
