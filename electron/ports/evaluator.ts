import type { Json, JsonObject } from '../../shared/json/json.ts';

/** What an expression sees besides the record, each under its name: `$trigger`, `$run`, `$parameters`. */
export type EvaluatorBindings = JsonObject;

/** Evaluates JSONata outside this process's own heap and thread, within bounds, each expression for itself. */
export type Evaluator = {
  /**
   * Reads the expression. Rejects with EXPRESSION_SYNTAX or EXPRESSION_LIMIT when it can't be used, and with
   * EVALUATOR_FAILED when nothing can be evaluated at all.
   */
  open(source: string): Promise<Evaluation>;
  /** Ends everything that is under way. */
  close(): void;
};

/** One expression, ready for records. It holds nothing that has to be closed. */
export type Evaluation = {
  /**
   * What the expression makes of the record; undefined where it finds nothing. Records given at the same time travel
   * together. Rejects with EXPRESSION_TYPE or EXPRESSION_LIMIT, and with the signal's reason when it is aborted first.
   */
  evaluate(record: JsonObject, bindings: EvaluatorBindings, signal: AbortSignal): Promise<Json | undefined>;
};

/** What goes into an evaluator's process. Records and bindings are JSON texts. */
export type EvaluatorRequest =
  | { type: 'compile'; source: string; limits: EvaluatorLimits }
  /** `careful`: each answer is told before the next record is begun. */
  | { type: 'evaluate'; bindings: string; records: string[]; careful: boolean };

/** What comes out: that it is ready for the first request, what became of the expression, answers in the records' order. */
export type EvaluatorReply =
  | { type: 'ready' }
  | { type: 'compiled' }
  | { type: 'refused'; fault: EvaluatorFault }
  | { type: 'answers'; answers: EvaluatorAnswer[] };

/** What became of one record: JSON text, nothing, or a fault. */
export type EvaluatorAnswer = { json: string } | { nothing: true } | { fault: EvaluatorFault };

/** Why an expression, or its evaluation, failed. `position` counts characters from 1. */
export type EvaluatorFault = {
  kind: 'expression' | 'time' | 'memory' | 'depth' | 'length' | 'size' | 'not-json';
  message: string;
  position?: number;
};

/** A process that evaluates, as its starter sees it. What arrives from it isn't trusted. */
export type EvaluatorProcess = {
  send(request: EvaluatorRequest): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
};

/** Starts a process; `ended` is called once, when it is gone for whatever reason, or couldn't be started. */
export type EvaluatorLauncher = (listener: { reply(reply: unknown): void; ended(): void }) => EvaluatorProcess;

/** Bounds of one evaluation. */
export type EvaluatorLimits = {
  /** Milliseconds for one record. */
  milliseconds: number;
  /** Evaluations inside one another. */
  depth: number;
  /** Items of one list that the expression makes. */
  items: number;
  /** Characters of a result as JSON text. */
  resultCharacters: number;
  /** Lists and objects inside one another in a result. */
  resultDepth: number;
};
