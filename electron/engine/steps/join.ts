import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileFormula } from '../../../shared/expression/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CollectedPage, StepDefinition } from '../../ports/step.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import type { Formula } from './formulas.ts';
import { joinBlock, type Unmatched } from './join-block.ts';
import { type JoinedRow, joinKeyOf, readRecord, type SideRow } from './join-rows.ts';
import { compileSetting, readChoice, readText } from './settings.ts';
import { SpilledJoin } from './spilled-join.ts';

const types = ['inner', 'left', 'full'] as const;

const type: FieldManifest = {
  key: 'type',
  label: 'Keep',
  control: 'choice',
  default: 'inner',
  options: [
    { value: 'inner', label: 'Only records that match' },
    { value: 'left', label: 'All on the left' },
    { value: 'full', label: 'All on both sides' },
  ],
};

const leftKey: FieldManifest = {
  key: 'leftKey',
  label: 'Key on the left',
  control: 'expression',
  required: true,
  placeholder: 'AccountId',
};

const rightKey: FieldManifest = {
  key: 'rightKey',
  label: 'Key on the right',
  control: 'expression',
  required: true,
  placeholder: 'Id',
};

const manifest: StepManifest = {
  type: 'join',
  label: 'Join',
  description: 'Adds to each record the records of another branch with the same key.',
  category: 'data',
  icon: 'combine',
  keywords: ['lookup', 'match', 'vlookup', 'combine', 'relate', 'key', 'enrich', 'merge', 'find'],
  shape: 'collect',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [
    { name: 'left', label: 'Left' },
    { name: 'right', label: 'Right' },
  ],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [type, leftKey, rightKey],
  summary: '{leftKey} = {rightKey}',
  adds: [],
  sample: { Name: 'Ada', AccountId: '001', join: { Id: '001', Name: 'Fjord Bank' } },
};

/** Bytes of a row besides its record and key. */
const ROW_BYTES = 80;
const PAGE_ROWS = 500;

/**
 * Hands on, for each record of the left in its order, one record for each of the right with the same key: the left's
 * fields and, under the step's id, the right record; null there where none was found and the left is kept. With `full`,
 * right records that found none come last, alone under the step's id.
 */
export const join: StepDefinition = {
  manifest,
  prepare({ step, settings, parameterNames, openSpill, keepsLineage }) {
    const kept = readChoice(settings, type, types);
    const keys = [leftKey, rightKey].map((field): Formula => {
      const source = readText(settings, field);
      return compileSetting(field.key, () => compileFormula(source, { parameters: parameterNames })).evaluate;
    });
    const spill = openSpill();
    const held: { left: SideRow[]; right: SideRow[] } = { left: [], right: [] };
    let bytes = 0;
    let spilled: SpilledJoin | undefined;

    const moveOut = async (to: SpilledJoin) => {
      for (const side of ['left', 'right'] as const) {
        for (const row of held[side].splice(0)) await to.add(side, row);
      }
    };

    return {
      shape: 'collect',
      add(record, scope, { place, input }) {
        const row = { key: joinKeyOf(keys[input]?.(scope) ?? null), place, record };
        const side = input === 0 ? 'left' : 'right';
        if (spilled) return spilled.add(side, row);
        held[side].push(row);
        bytes += ROW_BYTES + 2 * (row.key?.length ?? 0) + estimateBytes(record);
        if (bytes <= spill.memoryBytes) return undefined;
        spilled = new SpilledJoin(spill, kept);
        return moveOut(spilled);
      },
      async *results(): AsyncGenerator<CollectedPage> {
        const unmatched: Unmatched = { count: 0 };
        const request = { type: kept, left: inPages(held.left), right: held.right, isLast: true };
        for await (const rows of spilled ? spilled.read(unmatched) : joinBlock(request, unmatched)) {
          const records = rows.map((row) => toRecord(step.id, row));
          yield keepsLineage ? { records, parents: rows.map(placesOf) } : { records };
        }
        yield { records: [], filtered: unmatched.count };
      },
    };
  },
};

function toRecord(id: string, { left, right }: JoinedRow): JsonObject {
  const fields = left ? readRecord(left) : {};
  return { ...fields, [id]: right ? readRecord(right) : null };
}

function placesOf({ left, right }: JoinedRow): number[] {
  return [left, right].flatMap((row) => (row ? [row.place] : []));
}

async function* inPages(rows: SideRow[]): AsyncGenerator<SideRow[]> {
  for (let place = 0; place < rows.length; place += PAGE_ROWS) yield rows.slice(place, place + PAGE_ROWS);
}
