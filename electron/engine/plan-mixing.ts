import type { PlannedStep } from './plan.ts';

/**
 * Says of each step whether its records come in an order that depends on timing (`mixed`), and whether it has to get
 * them in the order of their names (`ordered`), behind which nothing is mixed any more. Steps stand in execution order.
 */
export function markMixed(steps: readonly PlannedStep[]): void {
  const gathers = steps.some(({ manifest, step }) => manifest?.gathers !== undefined && !step.disabled);
  for (const planned of steps) {
    const comesMixed = joinsLines(planned) || planned.incoming.some(({ from }) => steps[from]?.mixed);
    planned.ordered = comesMixed && dependsOnOrder(planned, gathers);
    // A collecting step whose inputs only come beside one another puts its records in order by itself.
    planned.mixed = comesMixed && !planned.ordered;
  }
}

/** True when several lines lead to one input. A collecting step's inputs may come as they like beside one another. */
function joinsLines({ work, incoming }: PlannedStep): boolean {
  if (incoming.length < 2) return false;
  return work !== 'collect' || new Set(incoming.map(({ toPort }) => toPort)).size < incoming.length;
}

function dependsOnOrder({ work, manifest, step }: PlannedStep, gathers: boolean): boolean {
  if (work === 'collect') return true;
  if (step.disabled || work === 'given') return false;
  // What is split is numbered as it comes, for whoever gathers it.
  return manifest?.byOrder === true || (manifest?.splits === true && gathers);
}
