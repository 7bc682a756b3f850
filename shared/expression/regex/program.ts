import { type CharacterSet, PatternError, type PatternNode } from './syntax.ts';

/** One instruction of the automaton. Targets are indexes into the program. */
export type Instruction =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; to: number }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'word' | 'not-word' }
  | { readonly kind: 'match' };

/** A pattern as a nondeterministic automaton (Thompson 1968, in the form of Pike's virtual machine). */
export type Program = { readonly instructions: readonly Instruction[]; readonly ignoreCase: boolean };

/** Repetition counts are unrolled, so a small pattern can be a large program. */
const LONGEST_PROGRAM = 4_000;

/** Compiles a pattern's tree. @throws PatternError when its repetitions make it too large. */
export function buildProgram(node: PatternNode, ignoreCase: boolean): Program {
  const instructions: Instruction[] = [];
  emit(node, instructions);
  push(instructions, { kind: 'match' });
  return { instructions, ignoreCase };
}

function emit(node: PatternNode, program: Instruction[]): void {
  switch (node.kind) {
    case 'set':
      push(program, { kind: 'set', set: node.set });
      return;
    case 'assert':
      push(program, { kind: 'assert', at: node.at });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program);
      return;
    case 'choice':
      emitChoice(node.options, program);
      return;
    case 'repeat':
      emitRepeat(node.part, node.min, node.max, program);
      return;
  }
}

function emitChoice(options: readonly PatternNode[], program: Instruction[]): void {
  const exits: { kind: 'jump'; to: number }[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) {
      emit(option, program);
      break;
    }
    const split = push(program, { kind: 'split', first: program.length + 1, second: 0 });
    emit(option, program);
    exits.push(push(program, { kind: 'jump', to: 0 }));
    split.second = program.length;
  }
  for (const exit of exits) exit.to = program.length;
}

function emitRepeat(part: PatternNode, min: number, max: number | undefined, program: Instruction[]): void {
  for (let count = 0; count < min; count++) {
    const before = program.length;
    emit(part, program);
    // A part of nothing repeated stays nothing, however often.
    if (program.length === before) return;
  }
  if (max === undefined) {
    const at = program.length;
    const split = push(program, { kind: 'split', first: at + 1, second: 0 });
    emit(part, program);
    push(program, { kind: 'jump', to: at });
    split.second = program.length;
    return;
  }
  const splits: { kind: 'split'; first: number; second: number }[] = [];
  for (let count = min; count < max; count++) {
    splits.push(push(program, { kind: 'split', first: program.length + 1, second: 0 }));
    emit(part, program);
  }
  for (const split of splits) split.second = program.length;
}

function push<Kind extends Instruction>(program: Instruction[], instruction: Kind): Kind {
  if (program.length >= LONGEST_PROGRAM) throw new PatternError('its repetitions make it too large', 0);
  program.push(instruction);
  return instruction;
}
