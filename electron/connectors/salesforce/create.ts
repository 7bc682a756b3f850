import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { WOULD_BE_CREATED } from '../../../shared/run/plan.ts';
import type { CallContext, PlannedOutcome, RecordOutcome, Settled } from '../../ports/step.ts';
import { type ActionItem, action, type ConnectorClient, field } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { describeServiceError, readErrors, system } from './errors.ts';
import { evidenceOfCreate, idOf } from './known-creates.ts';
import { settleCreates, type UnseenCreates } from './settle-creates.ts';

/** The most records that one collections call takes (protocol notes §3.4). */
const collectionSize = 200;

/** More than one call's records, and than any number of calls within the seconds that a settling question looks back. */
const REMEMBERED_IDS = 10_000;

/** Milliseconds in which Salesforce creates 200 records, triggers and all, even where that takes long. */
const SETTLES_MS = 10_000;
/** The same of a practice org, which is on this computer and has no triggers. */
const PRACTICE_SETTLES_MS = 1_000;

/** Creates one record for each that comes, 200 in a call. */
export const create = action({
  label: 'Create a record',
  description: 'Creates a Salesforce record for each record that comes.',
  icon: 'plus',
  keywords: ['insert', 'add', 'new', 'crm'],
  effect: 'write',
  reversible: 'yes',
  idempotency: 'ask',
  connection: 'required',
  shape: 'batch',
  size: collectionSize,
  input: {
    SObjectName: field.choice('Object', [], { required: true, load: 'objects', placeholder: 'Contact' }),
    salesforcePayload: field.map('Fields', { required: true, load: 'fields', dependsOn: ['SObjectName'] }),
  },
  summary: '{SObjectName}',
  adds: [
    { name: 'id', type: 'text', label: 'Record id' },
    { name: 'success', type: 'boolean', label: 'Created' },
    { name: 'salesforceResult', type: 'text', label: 'Salesforce’s answer' },
    { name: 'salesforceStatus', type: 'text', label: 'Status' },
  ],
  sample: {
    id: '003000000000001AAA',
    success: true,
    salesforceResult: '{"id":"003000000000001AAA","success":true,"errors":[]}',
    salesforceStatus: '201',
  },
  prepare: ({ client }) => {
    const created = new RecentIds();
    return {
      run: async (items, call) => {
        const outcomes = await createAll(client, items, call);
        created.add(outcomes);
        return outcomes;
      },
      evidence: async (items) => items.map((item) => evidenceOfCreate(String(item.input.SObjectName), payloadOf(item))),
      account: () => client.origin(),
      settlesAfterMs: client.options.environment === 'practice' ? PRACTICE_SETTLES_MS : SETTLES_MS,
      settle: (items, call, doubt) => settleAll(client, items, { doubt, createdIds: created.with(doubt.known) }, call),
      plan: async (items) => items.map(planCreate),
    };
  },
});

/** Ids of the last records that were created here: enough of them to tell them from one doubtful call's. */
class RecentIds {
  #ids: string[] = [];

  add(outcomes: readonly RecordOutcome[]): void {
    this.#ids = [...this.#ids, ...outcomes.flatMap((outcome) => idOf('adds' in outcome ? outcome.adds : null))];
    this.#ids = this.#ids.slice(-REMEMBERED_IDS);
  }

  with(known: readonly Json[]): Set<string> {
    return new Set([...this.#ids, ...known.flatMap(idOf)]);
  }
}

async function settleAll(
  client: ConnectorClient,
  items: ActionItem[],
  { doubt, createdIds }: Pick<UnseenCreates, 'doubt' | 'createdIds'>,
  call: CallContext,
): Promise<Settled[]> {
  const settled: Settled[] = items.map(() => 'unknown');
  const places = Map.groupBy(items.keys(), (place) => String(items[place]?.input.SObjectName));
  for (const [object, group] of places) {
    const payloads = group.flatMap((place) => (items[place] ? [payloadOf(items[place])] : []));
    const evidence = group.map((place) => doubt.evidence[place] ?? null);
    const creates = { object, payloads, evidence, doubt, createdIds };
    const found = await settleCreates(client, creates, call.signal);
    for (const [at, place] of group.entries()) settled[place] = found[at] ?? 'unknown';
  }
  return settled;
}

/** The fields to create a record with. Salesforce wants the type first; a field of the payload mustn't take its place. */
function payloadOf({ input }: ActionItem): JsonObject {
  const { attributes: _, ...fields } = isJsonObject(input.salesforcePayload) ? input.salesforcePayload : {};
  return fields;
}

/** What creating the record would send, and what it would add, as far as the service doesn't make it up. */
function planCreate(item: ActionItem): PlannedOutcome {
  const target = objectNameOf(item);
  if (target instanceof MillraceError) return { error: target };
  const fields = Object.entries(payloadOf(item)).map(([name, wouldBecome]) => ({ field: name, wouldBecome }));
  const adds = { id: WOULD_BE_CREATED, success: true, salesforceResult: WOULD_BE_CREATED, salesforceStatus: '201' };
  return { writes: [{ operation: 'create', target, fields }], adds };
}

function objectNameOf({ input }: ActionItem): string | MillraceError {
  const name = input.SObjectName;
  if (typeof name === 'string' && /^\w{1,255}$/.test(name)) return name;
  const detail = 'It must be the API name of an object, such as Contact or Invoice__c.';
  return new MillraceError('INVALID_INPUT', { field: 'Object', key: 'SObjectName', detail });
}

async function createAll(client: ConnectorClient, items: ActionItem[], call: CallContext): Promise<RecordOutcome[]> {
  const outcomes = new Map<ActionItem, RecordOutcome>();
  const byObject = new Map<string, ActionItem[]>();
  for (const item of items) {
    const name = objectNameOf(item);
    if (name instanceof MillraceError) {
      outcomes.set(item, { error: name });
      continue;
    }
    const group = byObject.get(name);
    if (group) group.push(item);
    else byObject.set(name, [item]);
  }
  for (const [name, group] of byObject) {
    try {
      const results = await createCollection(client, name, group, call.signal);
      group.forEach((item, index) => {
        outcomes.set(item, results[index] ?? { error: missingResult() });
      });
    } catch (error) {
      if (call.signal.aborted) throw error;
      // What the groups before it created must not be lost with this one.
      for (const item of group) outcomes.set(item, { error: toMillraceError(error) });
    }
  }
  return items.map((item) => outcomes.get(item) ?? { error: missingResult() });
}

async function createCollection(
  client: ConnectorClient,
  name: string,
  items: ActionItem[],
  signal: AbortSignal,
): Promise<RecordOutcome[]> {
  const records = items.map((item) => ({ attributes: { type: name }, ...payloadOf(item) }));
  const answer = await client.request(
    {
      method: 'POST',
      path: restPath(client, 'composite/sobjects'),
      json: { allOrNone: false, records },
      effect: 'write',
    },
    signal,
  );
  const results = answer.json();
  if (!Array.isArray(results)) throw missingResult();
  return results.map((result, index) => describeResult(result, records[index] ?? {}));
}

function describeResult(result: Json, sent: JsonObject): RecordOutcome {
  if (isJsonObject(result) && result.success === true && typeof result.id === 'string') {
    const salesforceResult = JSON.stringify(result);
    return { adds: { id: result.id, success: true, salesforceResult, salesforceStatus: '201' } };
  }
  const [first] = readErrors(isJsonObject(result) ? result.errors : undefined);
  return { error: first ? describeServiceError(first, true, { setting: 'salesforcePayload', sent }) : missingResult() };
}

/** The service broke its own protocol: what became of the record is unknown. */
function missingResult(): MillraceError {
  const detail = 'It gave no result for this record; look in Salesforce whether it was created.';
  return new MillraceError('SERVICE_FAILED', { system, status: 200, detail }, { retryable: false });
}
