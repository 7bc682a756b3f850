import { boundedMemo } from '../bounded-memo.ts';
import type { EvaluationFrame } from '../frame.ts';
import { runProgram } from './match.ts';
import { parsePattern } from './parse.ts';
import { buildProgram, type Program } from './program.ts';
import { PatternError } from './syntax.ts';

const programs = boundedMemo(100, (key: string) => buildProgram(parsePattern(key.slice(1)), key[0] === 'i'));

/** A pattern ready to match; fails the function that is running when it can't be read. */
export function readPattern(frame: EvaluationFrame, pattern: string, flags: string): Program {
  if (flags !== '' && flags !== 'i')
    frame.fail(`“${flags.slice(0, 20)}” isn’t a flag`, 'Use "i" to ignore case, or nothing.');
  try {
    return programs(`${flags || '-'}${pattern}`, () => frame.spend(25_000 + 20 * pattern.length));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return frame.fail(
      `the pattern can’t be used: ${error.message} (at position ${error.position + 1})`,
      'See the function’s description for what patterns can hold.',
    );
  }
}

/** Whether the pattern matches somewhere in the text; the time is linear in the text, whatever the pattern. */
export function matchesPattern(frame: EvaluationFrame, program: Program, text: string): boolean {
  // One step of the automaton is about five elementary steps.
  return runProgram(program, text, (steps) => frame.spend(5 * steps));
}
