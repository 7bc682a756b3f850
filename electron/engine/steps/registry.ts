import type { StepDefinition } from '../../ports/step.ts';
import { filter } from './filter.ts';
import { ifStep } from './if.ts';
import { limit } from './limit.ts';
import { manual } from './manual.ts';
import { mapFields } from './map-fields.ts';
import { stop } from './stop.ts';

/** Every step type that is part of Millrace itself, in the order the step picker lists them. */
export const builtInSteps: StepDefinition[] = [manual, ifStep, stop, mapFields, filter, limit];
