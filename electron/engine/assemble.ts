import { toMillraceError } from '../../shared/errors/index.ts';
import { runBatchStage } from './batch-stage.ts';
import { runCollectStage } from './collect-stage.ts';
import { Demand } from './demand.ts';
import type { Execution } from './execution.ts';
import { FusedGroup, type GroupMember } from './fused-group.ts';
import { FusedStep } from './fused-step.ts';
import { Gate, type PauseCondition } from './gate.ts';
import { type PlannedRunner, runGivenStage } from './given-stage.ts';
import { JournaledIntake } from './journaled-intake.ts';
import { runMapStage } from './map-stage.ts';
import { rememberMemberships } from './membership.ts';
import { OrderedIntake } from './ordered-intake.ts';
import { type Intake, Outlet, Outlets } from './outlets.ts';
import type { PlannedEdge, PlannedStep } from './plan.ts';
import type { RunningStep } from './running-step.ts';
import { runSourceStage, runTrigger } from './source-stage.ts';
import { Stage } from './stage.ts';

/** Something that runs beside the others until its end, and that counts what it never took when the run stopped. */
export type Assembled = { run(): Promise<void>; skipWaiting(): void };

/** Joins the plan's steps to stages and fused groups, from the last to the first, so that every line has its end. */
export function assemble(
  { steps, groups: pureGroups }: { steps: PlannedStep[]; groups: number[][] },
  execution: Execution,
  running: RunningStep[],
  runners: (PlannedRunner | undefined)[],
  breakpoints: ReadonlyMap<string, PauseCondition>,
): Assembled[] {
  const intakes: Intake[] = [];
  const stages: Assembled[] = [];
  const groups = new Map(pureGroups.map((group) => [group[0], group]));
  execution.demand = new Demand(steps, runners);
  execution.namesRecords = execution.journal !== undefined && runners.some(makesCalls);
  const outletOf = (edge: PlannedEdge, before: string) => {
    const intake = intakes[edge.to];
    return intake ? [new Outlet(intake, edge, before)] : [];
  };

  const inOrder = (step: RunningStep, intake: Intake): Intake => {
    if (!step.planned.ordered || !execution.namesRecords) return intake;
    const ordered =
      step.planned.ordered === 'by name' ? new OrderedIntake(step, intake) : new JournaledIntake(step, intake);
    stages.unshift(ordered);
    return ordered;
  };
  const gated = (step: RunningStep, intake: Intake): Intake => {
    const stopsAt = breakpoints.get(step.id);
    return stopsAt && step.planned.incoming.length > 0 ? new Gate(step, intake, stopsAt) : intake;
  };

  for (const planned of steps.toReversed()) {
    const { index, work } = planned;
    const step = running[index];
    const runner = runners[index];
    if (!step || !runner) continue;
    if (work === 'pure') {
      const group = groups.get(index);
      if (group)
        intakes[index] = inOrder(
          step,
          gated(step, assembleGroup(execution, membersOf(group, running, runners, outletOf))),
        );
    } else {
      const byPort = planned.edges.map((edges) => edges.flatMap((edge) => outletOf(edge, '')));
      const stage = new Stage(step, new Outlets(step, byPort));
      intakes[index] = inOrder(step, gated(step, stage));
      stages.unshift({ run: () => carry(stage, runner), skipWaiting: () => stage.skipWaiting() });
    }
  }
  return stages;
}

/** True for a step whose calls happen one by one; one with `finish` has done nothing for good before that. */
function makesCalls(runner: PlannedRunner | undefined): boolean {
  return runner?.shape === 'map' ? !runner.pure : runner?.shape === 'batch' && !runner.finish;
}

/** Runs a stage to its end, finishes its step and closes its lines. A stopped run is sorted out at the end instead. */
async function carry(stage: Stage, runner: PlannedRunner): Promise<void> {
  const { step, outlets } = stage;
  try {
    await work(stage, runner);
  } catch (thrown) {
    step.failRun(toMillraceError(thrown));
  }
  if (step.execution.stopped) return;
  step.finish();
  outlets.close();
}

function work(stage: Stage, runner: PlannedRunner): Promise<void> {
  switch (runner.shape) {
    case 'given':
      return runGivenStage(stage, runner);
    case 'source':
      return stage.step.planned.manifest?.trigger ? runTrigger(stage, runner) : runSourceStage(stage, runner);
    case 'map':
      if (runner.pure) throw new Error('a pure step runs in a fused group');
      return runMapStage(stage, runner);
    case 'batch':
      return runBatchStage(stage, runner);
    case 'collect': {
      const { execution, planned } = stage.step;
      // A step that gathers says itself what its results belong to.
      const remembers = execution.keepsMemberships && planned.manifest?.gathers === undefined;
      return runCollectStage(stage, remembers ? rememberMemberships(runner) : runner);
    }
  }
}

function assembleGroup(execution: Execution, members: GroupMember[]): FusedGroup {
  const [first] = members;
  if (!first) throw new Error('a fused group has at least one step');
  return new FusedGroup(execution, first.step, members);
}

/** The steps of a group, each with what it follows; lines out of the group carry the keys of the way through it. */
function membersOf(
  group: number[],
  running: RunningStep[],
  runners: (PlannedRunner | undefined)[],
  outletOf: (edge: PlannedEdge, before: string) => Outlet[],
): GroupMember[] {
  const places = new Map(group.map((index, place) => [index, place]));
  const suffixes = new Map<number, string>();
  return group.flatMap((index) => {
    const step = running[index];
    const runner = runners[index];
    if (!step || runner?.shape !== 'map' || !runner.pure) return [];
    const [arriving] = step.planned.incoming;
    const member = arriving && places.get(arriving.from);
    const follows = arriving && member !== undefined ? { member, line: arriving } : undefined;
    const before = follows && arriving ? `${suffixes.get(arriving.from) ?? ''}${arriving.suffix}` : '';
    suffixes.set(index, before);
    const leaving = step.planned.edges.flat().filter(({ to }) => !places.has(to));
    const outlets = leaving.flatMap((edge) => outletOf(edge, before).map((outlet) => ({ port: edge.port, outlet })));
    return [{ step: new FusedStep(step, runner), outlets, ...(follows ? { follows } : {}) }];
  });
}
