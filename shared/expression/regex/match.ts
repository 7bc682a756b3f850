import type { Instruction, Program } from './program.ts';
import { acceptsCharacter } from './syntax.ts';

/** Whether a program matches somewhere in a text. It visits each instruction at most once for each character. */
export function runProgram(program: Program, text: string, spend: (steps: number) => void): boolean {
  const machine = new Machine(program, text);
  let position = 0;
  for (;;) {
    // A match may begin at every position.
    if (machine.enter(0, position)) return true;
    spend(machine.takeSteps());
    const code = text.codePointAt(position);
    if (code === undefined) return false;
    position += code > 0xffff ? 2 : 1;
    if (machine.advance(code, position)) return true;
  }
}

/** The states the automaton is in, all at once, and the ones after the next character. */
class Machine {
  private readonly instructions: readonly Instruction[];
  private readonly ignoreCase: boolean;
  private readonly text: string;
  private current: number[] = [];
  private next: number[] = [];
  private readonly enteredAt: Int32Array;
  private readonly stack: number[] = [];
  private steps = 0;

  constructor({ instructions, ignoreCase }: Program, text: string) {
    this.instructions = instructions;
    this.ignoreCase = ignoreCase;
    this.text = text;
    this.enteredAt = new Int32Array(instructions.length).fill(-1);
  }

  /** The steps taken since the last call. */
  takeSteps(): number {
    const taken = this.steps;
    this.steps = 0;
    return taken;
  }

  /** Goes on with all states that accept the character before `position`. True when one of them is the end. */
  advance(code: number, position: number): boolean {
    const states = this.current;
    this.current = this.next;
    this.next = states;
    this.current.length = 0;
    for (const state of states) {
      const instruction = this.instructions[state];
      if (instruction?.kind !== 'set') continue;
      this.steps += (1 + (instruction.set.ranges.length >> 2)) * (this.ignoreCase ? 4 : 1);
      if (!this.accepts(instruction, code)) continue;
      if (this.enter(state + 1, position)) return true;
    }
    return false;
  }

  /** Adds a state and all that can be reached from it without reading. True when the end is among them. */
  enter(state: number, position: number): boolean {
    const { stack } = this;
    stack.push(state);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (this.enteredAt[index] === position) continue;
      this.enteredAt[index] = position;
      this.steps++;
      const instruction = this.instructions[index];
      switch (instruction?.kind) {
        case 'match':
          stack.length = 0;
          return true;
        case 'set':
          this.current.push(index);
          break;
        case 'jump':
          stack.push(instruction.to);
          break;
        case 'split':
          stack.push(instruction.second, instruction.first);
          break;
        case 'assert':
          if (this.holds(instruction.at, position)) stack.push(index + 1);
          break;
        case undefined:
          break;
      }
    }
    return false;
  }

  private accepts({ set }: Extract<Instruction, { kind: 'set' }>, code: number): boolean {
    if (!this.ignoreCase) return acceptsCharacter(set, code);
    const character = String.fromCodePoint(code);
    const matches =
      acceptsCharacter({ ranges: set.ranges, negated: false }, code) ||
      acceptsCharacter({ ranges: set.ranges, negated: false }, character.toLowerCase().codePointAt(0) ?? code) ||
      acceptsCharacter({ ranges: set.ranges, negated: false }, character.toUpperCase().codePointAt(0) ?? code);
    return matches !== set.negated;
  }

  private holds(place: 'start' | 'end' | 'word' | 'not-word', position: number): boolean {
    if (place === 'start') return position === 0;
    if (place === 'end') return position === this.text.length;
    const boundary = isWord(this.text.charCodeAt(position - 1)) !== isWord(this.text.charCodeAt(position));
    return boundary === (place === 'word');
  }
}

function isWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}
