import type { JsonObject } from '../../shared/json/json.ts';
import type { RunRequest } from '../ports/run.ts';
import type { StepRunner } from '../ports/step.ts';
import type { PlannedStep } from './plan.ts';
import type { Stage } from './stage.ts';

/** What stands in the place of a step that doesn't run: pages of what it is to hand on, by port. */
export type GivenRunner = { shape: 'given'; read(port: string): AsyncIterable<readonly JsonObject[]> };

/** What a step of the plan is run by. */
export type PlannedRunner = StepRunner | GivenRunner;

/** What was pinned leaves by the step's first output; what was recorded by the one that it left then. */
export function prepareGiven(
  { step, given, ports }: PlannedStep,
  { pinned, recorded, scope }: Pick<RunRequest, 'pinned' | 'recorded' | 'scope'>,
): GivenRunner {
  return {
    shape: 'given',
    async *read(port) {
      if (given === 'pinned') {
        if (port === ports[0]) yield pinned?.[step.id] ?? [];
      } else if (given === 'failed') {
        yield* recorded?.({ failedAt: scope?.step ?? '' }) ?? [];
      } else yield* recorded?.({ step: step.id, port }) ?? [];
    },
  };
}

/** Hands on what is given, port after port, where a line carries it on. Its batches are `step:port:page`. */
export async function runGivenStage(stage: Stage, runner: GivenRunner): Promise<void> {
  const { step, outlets } = stage;
  const { execution, planned } = step;
  step.tally.start();
  for (const [port, name] of planned.ports.entries()) {
    if (planned.edges[port]?.length === 0 && planned.given !== 'pinned') continue;
    let number = 0;
    for await (const page of runner.read(name)) {
      if (execution.stopped || execution.ending || stage.exhausted()) return;
      const records = stage.bringIn([...page]);
      if (planned.manifest?.trigger) execution.triggerRecord ??= records[0] ?? null;
      const ids = execution.namesRecords ? records.map((_, index) => index) : undefined;
      await outlets.emit(port, { key: `${step.id}:${name}:${number}`, records, ids, parents: null });
      number += 1;
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  }
}
