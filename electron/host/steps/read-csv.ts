import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { RunOrigins } from '../../engine/origins.ts';
import type { Files } from '../../ports/files.ts';
import type { CallContext, PrepareContext } from '../../ports/step.ts';
import type { StepSupply } from './step-supply.ts';

/** The name under which the text is read; it shows in messages. */
const INPUT_NAME = 'input.csv';

type Parts = { steps: Pick<StepSupply, 'find'> } & Pick<PrepareContext, 'clock' | 'openSpill'>;

/** Reads CSV text exactly as a `files.read` step reads a file. `warn` hears its warnings. Throws what that step throws. */
export async function readCsvText(
  text: string,
  { steps, clock, openSpill }: Parts,
  warn: CallContext['warn'],
): Promise<JsonObject[]> {
  const definition = await steps.find('files.read');
  if (!definition) throw new MillraceError('STEP_TYPE_UNKNOWN', { type: 'files.read' });
  const settings = { path: INPUT_NAME, format: 'csv' };
  const runner = await definition.prepare({
    step: { id: 'input', type: 'files.read', name: 'Input', settings },
    settings,
    parameterNames: [],
    services: { client: undefined, files: textAsFile(text) },
    clock,
    openSpill,
    origins: new RunOrigins(openSpill),
    keepsLineage: false,
    endRun: () => undefined,
  });
  const records: JsonObject[] = [];
  if (runner.shape !== 'source') return records;
  for await (const page of runner.read({}, createCall(warn))) records.push(...page.records);
  return records;
}

function textAsFile(text: string): Files {
  const bytes = new TextEncoder().encode(text);
  return {
    baseFolder: '',
    resolve: (path) => path,
    describe: async (path) => ({ path, size: bytes.length, modifiedAt: 0 }),
    read: async function* () {
      yield bytes;
    },
    create: async (path) => {
      throw new MillraceError('FILE_UNWRITABLE', { path, detail: 'Input is only read.' });
    },
  };
}

function createCall(warn: CallContext['warn']): CallContext {
  return {
    signal: new AbortController().signal,
    attempt: 1,
    idempotencyKey: (index) => `input:${index}`,
    scopeFor: (record) => ({
      record,
      parameters: {},
      trigger: null,
      vars: {},
      run: { id: '', startedAt: '' },
      now: () => 0,
      uuid: () => '',
    }),
    warn,
  };
}
