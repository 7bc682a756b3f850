import type { PlannedStep } from './plan.ts';

/**
 * Says of each step whether its records come in an order that depends on timing (`mixed`), and whether that order has to
 * be the same in every try of the run (`ordered`), behind which nothing is mixed any more. Steps stand in execution order.
 */
export function markMixed(steps: readonly PlannedStep[]): void {
  const gathers = steps.some(({ manifest, step }) => manifest?.gathers !== undefined && !step.disabled);
  for (const planned of steps) {
    const comesMixed = joinsLines(planned) || planned.incoming.some(({ from }) => steps[from]?.mixed);
    planned.ordered = comesMixed ? orderOf(planned, gathers) : undefined;
    // A collecting step whose inputs only come beside one another puts its records in order by itself.
    planned.mixed = comesMixed && !planned.ordered;
  }
}

/** True when several lines lead to one input. A collecting step's inputs may come as they like beside one another. */
function joinsLines({ work, incoming }: PlannedStep): boolean {
  if (incoming.length < 2) return false;
  return work !== 'collect' || new Set(incoming.map(({ toPort }) => toPort)).size < incoming.length;
}

function orderOf({ work, manifest, step }: PlannedStep, gathers: boolean): PlannedStep['ordered'] {
  // It needs all there is anyway.
  if (work === 'collect') return 'by name';
  if (step.disabled || work === 'given') return undefined;
  // What is split is numbered as it comes, for whoever gathers it.
  const byOrder = manifest?.byOrder === true || (manifest?.splits === true && gathers);
  return byOrder ? 'by journal' : undefined;
}
