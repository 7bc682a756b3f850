import type { StepDefinition } from '../../ports/step.ts';
import { callFlow } from './call-flow.ts';
import { filter } from './filter.ts';
import { forEach } from './for-each.ts';
import { gather } from './gather.ts';
import { ifStep } from './if.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { manual } from './manual.ts';
import { mapFields } from './map-fields.ts';
import { merge } from './merge.ts';
import { removeDuplicates } from './remove-duplicates.ts';
import { reshape } from './reshape.ts';
import { schedule } from './schedule.ts';
import { sort } from './sort.ts';
import { stop } from './stop.ts';
import { storeDelete } from './store-delete.ts';
import { storeGet } from './store-get.ts';
import { storeSet } from './store-set.ts';
import { summarise } from './summarise.ts';
import { switchStep } from './switch.ts';
import { wait } from './wait.ts';
import { watchFolder } from './watch-folder.ts';
import { webhook } from './webhook.ts';

/** Every step type that is part of Millrace itself, in the order the step picker lists them. */
export const builtInSteps: StepDefinition[] = [
  manual,
  schedule,
  webhook,
  watchFolder,
  ifStep,
  switchStep,
  merge,
  forEach,
  gather,
  callFlow,
  wait,
  stop,
  mapFields,
  reshape,
  filter,
  sort,
  removeDuplicates,
  limit,
  summarise,
  join,
  storeGet,
  storeSet,
  storeDelete,
];
