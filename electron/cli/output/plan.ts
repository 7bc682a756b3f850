import type { KeptWrite, PlanApplication, PlanPage } from '../../../shared/contract/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { PlanService } from '../../host/runs/apply-plan.ts';
import type { RunResult } from '../../ports/run.ts';
import type { CommandContext } from '../context.ts';
import { createRunDocument } from './run-document.ts';
import { printRun } from './run-summary.ts';
import { formatTable } from './table.ts';

/** Writes that are listed; `millrace apply` applies all of them. */
const MOST_LISTED = 1_000;

/** Characters of a value in the table. */
const WIDEST_VALUE = 40;

/** Prints how a dry run ended and what it withheld: the document of `run --json` with `plan`, or a table and counts. */
export function printDryRun(context: CommandContext, ended: RunResult, plans: Pick<PlanService, 'page'>): void {
  const { terminal, options } = context;
  const { runId } = ended.state.header;
  const plan = plans.page(runId, { offset: 0, limit: MOST_LISTED });
  if (options.json) {
    terminal.out(`${JSON.stringify({ ...createRunDocument(ended, false), plan }, null, 2)}\n`);
    return;
  }
  printRun(context, ended, false);
  if (plan.total === 0) {
    terminal.out('Dry run: nothing would be written.\n');
    return;
  }
  terminal.out(`\n${formatWrites(plan.writes)}`);
  if (plan.total > plan.writes.length) terminal.out(`… and ${plan.total - plan.writes.length} more\n`);
  terminal.out(`\n${formatCounts(plan)}`);
  for (const { reader, writer } of plan.unwritten) {
    terminal.out(`“${reader}” read what is there now, not what “${writer}” would write before it.\n`);
  }
  terminal.out(
    plan.obstacle === null
      ? `Nothing was written. “millrace apply ${runId}” writes exactly this.\n`
      : `Nothing was written. The plan can’t be applied: ${plan.obstacle}\n`,
  );
}

/** Prints what moved since a dry run, so that nothing was applied. */
export function printMoved({ terminal, options }: CommandContext, { moved, movedTotal }: PlanApplication): void {
  if (options.json) {
    terminal.out(`${JSON.stringify({ applied: false, moved, movedTotal }, null, 2)}\n`);
    return;
  }
  terminal.err(`Nothing was applied: ${movedTotal} writes are not what the dry run listed.\n`);
  for (const [change, title] of [
    ['gone', 'No longer to be written:'],
    ['new', 'New since the dry run:'],
  ] as const) {
    const writes = moved.filter((move) => move.change === change).map(({ write }) => write);
    if (writes.length > 0) terminal.out(`${title}\n${formatWrites(writes)}`);
  }
}

/** The step of a write stands there where flows that were called write too. */
function formatWrites(writes: readonly KeptWrite[]): string {
  const tellsStep = writes.some(({ calledIn }) => calledIn);
  const rows = writes.flatMap(({ operation, target, recordId, fields, step, calledIn }) => {
    const record = recordId ?? (operation === 'create' ? '(new)' : '');
    const from = calledIn ? `${calledIn.flow} › ${calledIn.step}` : step;
    const head = [operation, ...(tellsStep ? [from] : []), target, record];
    if (fields.length === 0) return [[...head, '', '']];
    return fields.map(({ field, now, wouldBecome }, index) => [
      ...(index === 0 ? head : head.map(() => '')),
      field,
      `${now === undefined ? '' : `${show(now)} → `}${wouldBecome === undefined ? '(nothing)' : show(wouldBecome)}`,
    ]);
  });
  const titles = ['OPERATION', ...(tellsStep ? ['STEP'] : []), 'OBJECT', 'RECORD', 'FIELD', 'NOW → WOULD BECOME'];
  return formatTable(titles, rows);
}

function formatCounts({ counts }: PlanPage): string {
  const rows = counts.map(({ operation, target, count }) => [String(count), operation, target]);
  return formatTable(['COUNT', 'OPERATION', 'OBJECT'], rows);
}

function show(value: Json): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
  return text.length <= WIDEST_VALUE ? text : `${text.slice(0, WIDEST_VALUE - 1)}…`;
}
