import { resolve } from 'node:path';
import { type ErrorDescription, toMillraceError } from '../../../shared/errors/index.ts';
import { type FlowProblem, findProblems } from '../../../shared/flow/index.ts';
import { createCatalog } from '../../host/catalog.ts';
import type { Command } from '../context.ts';
import { readFlowFile } from '../input/flow-file.ts';
import { formatError } from '../output/errors.ts';

type Finding = { file: string; problems: FlowProblem[]; error: ErrorDescription | null };

/** `millrace validate FLOW.json…`: every problem with its step and field, one a line. Needs no data folder. */
export const validate: Command<{ files: string[] }> = async ({ terminal, options }, { files }) => {
  const catalog = await createCatalog();
  const findings: Finding[] = [];
  for (const file of files) {
    try {
      const flow = await readFlowFile(resolve(terminal.workingFolder, file));
      findings.push({ file, problems: findProblems(flow, catalog), error: null });
    } catch (thrown) {
      findings.push({ file, problems: [], error: toMillraceError(thrown).describe() });
    }
  }
  if (options.json) terminal.out(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) printFinding(finding, terminal.out, terminal.err);
  const wrong = findings.some(({ problems, error }) => error || problems.some(({ severity }) => severity === 'error'));
  return wrong ? 2 : 0;
};

function printFinding({ file, problems, error }: Finding, out: (text: string) => void, err: (text: string) => void) {
  if (error) return err(formatError(error));
  if (problems.length === 0) return out(`${file}: no problems\n`);
  for (const { severity, code, step, field, message, fix } of problems) {
    const place = [step, field].filter(Boolean).join('.');
    out(`${file}: ${severity} ${code}${place ? ` ${place}` : ''}: ${message} ${fix}\n`);
  }
}
