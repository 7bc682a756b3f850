/**
 * The program of an evaluator's process: one expression, compiled once, for the records that arrive. It imports JSONata
 * and nothing else, holds no secret and no way out, and is killed from outside when it is past its bounds.
 */
import jsonata from 'jsonata';
import type { EvaluatorAnswer, EvaluatorLimits, EvaluatorRequest } from '../../ports/evaluator.ts';
import { openChannel } from './channel.ts';
import { confineGlobals } from './confine.ts';
import { toAnswer } from './to-answer.ts';
import { toFault } from './to-fault.ts';

/** Answers are told together, but at least so often that a slow record isn't taken for a stuck one. */
const TELL_EVERY_MS = 20;

const channel = openChannel();
const clock = performance;
const afterTurn = setImmediate;
confineGlobals();

let compiled: { expression: jsonata.Expression; limits: EvaluatorLimits } | undefined;

function compile(source: string, limits: EvaluatorLimits): void {
  try {
    const { milliseconds: timeout, depth: stack, items: sequence } = limits;
    compiled = { expression: jsonata(source, { timeout, stack, sequence }), limits };
    channel.send({ type: 'compiled' });
  } catch (thrown) {
    channel.send({ type: 'refused', fault: toFault(thrown) });
  }
}

async function evaluate({ bindings, records, careful }: EvaluatorRequest & { type: 'evaluate' }): Promise<void> {
  const bound: Record<string, unknown> = JSON.parse(bindings);
  let answers: EvaluatorAnswer[] = [];
  let toldAt = clock.now();
  for (const record of records) {
    answers.push(await evaluateOne(record, bound));
    if (!careful && clock.now() - toldAt < TELL_EVERY_MS) continue;
    channel.send({ type: 'answers', answers });
    answers = [];
    // What was sent leaves the process only when it gets a turn.
    await new Promise<void>((resolve) => void afterTurn(resolve));
    toldAt = clock.now();
  }
  channel.send({ type: 'answers', answers });
}

async function evaluateOne(record: string, bindings: Record<string, unknown>): Promise<EvaluatorAnswer> {
  try {
    if (!compiled) throw new Error('There is no expression yet.');
    const result: unknown = await compiled.expression.evaluate(JSON.parse(record), bindings);
    return toAnswer(result, compiled.limits);
  } catch (thrown) {
    return { fault: toFault(thrown) };
  }
}

channel.receive((request) => {
  // Only the starter is at the other end.
  const asked = request as EvaluatorRequest;
  if (asked.type === 'compile') compile(asked.source, asked.limits);
  else void evaluate(asked);
});
channel.send({ type: 'ready' });
