import { createStepId } from '../../shared/flow/defaults.ts';
import type { FlowStep } from '../../shared/flow/document.ts';

/** Words that an expression already uses, so that no step’s result may take their place. */
const reserved = new Set([
  'record',
  'trigger',
  'vars',
  'run',
  'true',
  'false',
  'null',
  'in',
  'error',
  'input',
  'output',
]);

/** The name itself when no step has it, else “{name} 2”, “{name} 3” … A number at its end counts on. */
export function uniqueName(name: string, steps: readonly FlowStep[]): string {
  const taken = new Set(steps.map((step) => step.name));
  if (!taken.has(name)) return name;
  const base = name.replace(/ \d+$/, '');
  let number = 2;
  while (taken.has(`${base} ${number}`)) number += 1;
  return `${base} ${number}`;
}

/** A step id made from a name, unique among `taken` and no word of the expression language. */
export function deriveStepId(name: string, taken: Iterable<string>): string {
  return createStepId(name, [...taken, ...reserved]);
}
