import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { compileValue, type EvaluationScope } from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ObjectStore, StoreForesight, StoreScope } from '../../ports/object-store.ts';
import type { BatchRunner, CallContext, PlannedOutcome, RecordOutcome, Repeating } from '../../ports/step.ts';
import { Pacer } from '../pacer.ts';
import { compileSetting, readChoice, readSetting } from './settings.ts';

/** What the host lends the steps of the object store. */
export type StoreServices = {
  objectStore: ObjectStore;
  /** In a dry run only. */
  foresight?: StoreForesight;
};

/** Characters of a key, and bytes of a value's JSON text, at most (docs/steps/store.set.md). */
export const LONGEST_KEY = 200;
export const LARGEST_VALUE = 1_000_000;

export const keyField: FieldManifest = {
  key: 'key',
  label: 'Key',
  control: 'value',
  expects: 'text',
  required: true,
  placeholder: 'last-sync',
  help: 'The name under which the value is kept.',
};

export const scopeField: FieldManifest = {
  key: 'scope',
  label: 'Whose value',
  control: 'choice',
  default: 'flow',
  options: [
    { value: 'flow', label: 'This flow’s' },
    { value: 'all', label: 'Shared by all flows' },
  ],
  group: 'more',
};

/** Reads the step's key of a record, and whose it is. Throws SETTING_REQUIRED, SETTING_WRONG or what compiling throws. */
export function readStoreSettings(
  settings: JsonObject,
  parameters: string[],
): { scope: StoreScope; keyOf: (scope: EvaluationScope) => string } {
  const template = readSetting(settings, keyField);
  const { evaluate } = compileSetting(keyField.key, () => compileValue(template, { parameters }));
  const scope = readChoice(settings, scopeField, ['flow', 'all']);
  return { scope, keyOf: (of) => toKey(evaluate(of)) };
}

/** Records whose values are changed together, so that what is journaled of them is on the disk at once. */
const CHANGED_TOGETHER = 50;

/**
 * A step that changes one stored value for each record, in the order of the records. Repeating it does no harm; a record
 * that fails costs the others nothing.
 */
export function changingStored(
  services: StoreServices,
  clock: Clock,
  { change, planned }: { change(record: JsonObject, call: CallContext): void; planned: ChangeOf },
): BatchRunner {
  const pacer = new Pacer(clock);
  return {
    shape: 'batch',
    size: CHANGED_TOGETHER,
    repeatable: true,
    async run(records, call) {
      const outcomes: RecordOutcome[] = [];
      for (const record of records) {
        // The rest is done when the run goes on.
        call.signal.throwIfAborted();
        if (pacer.due()) await pacer.pause();
        try {
          change(record, call);
          outcomes.push({});
        } catch (thrown) {
          outcomes.push({ error: toMillraceError(thrown) });
        }
      }
      return outcomes;
    },
    plan: planStored(services, planned),
  };
}

/** What would become of a stored value; `wouldBecome` is absent where there would be none. */
type StoredChange = {
  operation: 'set-value' | 'delete-value';
  scope: StoreScope;
  key: string;
  wouldBecome?: Json;
};

type ChangeOf = (record: JsonObject, call: CallContext) => StoredChange;

/** Plans what a step does to one stored value for each record. Later steps of a dry run get the value that would be. */
function planStored({ objectStore, foresight }: StoreServices, changeOf: ChangeOf): NonNullable<Repeating['plan']> {
  return async (records, call) =>
    records.map((record): PlannedOutcome => {
      try {
        const { operation, scope, key, wouldBecome } = changeOf(record, call);
        const now = (foresight?.present ?? objectStore.get)(scope, key);
        const target = scope === 'flow' ? 'Stored value of the flow' : 'Stored value of all flows';
        const change = { ...(now === undefined ? {} : { now }), ...(wouldBecome === undefined ? {} : { wouldBecome }) };
        return {
          writes: [{ operation, target, recordId: key, fields: [{ field: 'value', ...change }] }],
          foresee: () => foresight?.foresee(scope, key, wouldBecome),
        };
      } catch (thrown) {
        return { error: toMillraceError(thrown) };
      }
    });
}

function toKey(value: Json): string {
  if (value === null || value === '') throw new MillraceError('MISSING_INPUT', { field: keyField.label });
  if (typeof value === 'object') return refuseKey('this must be text or a number, not a list or an object.');
  const key = String(value);
  if (key.length > LONGEST_KEY) return refuseKey(`this has ${key.length} characters, more than ${LONGEST_KEY}.`);
  // The database would keep another character in its place, the same for all of them.
  return /\p{Surrogate}/u.test(key) ? refuseKey('this holds half a character.') : key;
}

function refuseKey(detail: string): never {
  throw new MillraceError('INVALID_INPUT', { field: keyField.label, detail });
}
