import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json } from '../../../shared/json/json.ts';
import type { CallContext, RecordOutcome } from '../../ports/step.ts';
import { type ActionItem, action, type ConnectorClient, field } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { describeServiceError, readErrors, system } from './errors.ts';

/** The most records that one collections call takes (protocol notes §3.4). */
const collectionSize = 200;

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
  prepare: ({ client }) => ({ run: (items, call) => createAll(client, items, call) }),
});

async function createAll(client: ConnectorClient, items: ActionItem[], call: CallContext): Promise<RecordOutcome[]> {
  const outcomes = new Map<ActionItem, RecordOutcome>();
  const byObject = new Map<string, ActionItem[]>();
  for (const item of items) {
    const name = item.input.SObjectName;
    if (typeof name !== 'string' || !/^\w{1,255}$/.test(name)) {
      const detail = 'It must be the API name of an object, such as Contact or Invoice__c.';
      outcomes.set(item, {
        error: new MillraceError('INVALID_INPUT', { field: 'Object', key: 'SObjectName', detail }),
      });
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
  const records = items.map(({ input }) => {
    const payload = isJsonObject(input.salesforcePayload) ? input.salesforcePayload : {};
    // Salesforce wants the type first; a field of the payload mustn't take its place.
    const { attributes: _, ...fields } = payload;
    return { attributes: { type: name }, ...fields };
  });
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
  return results.map((result) => describeResult(result));
}

function describeResult(result: Json): RecordOutcome {
  if (isJsonObject(result) && result.success === true && typeof result.id === 'string') {
    const salesforceResult = JSON.stringify(result);
    return { adds: { id: result.id, success: true, salesforceResult, salesforceStatus: '201' } };
  }
  const [first] = readErrors(isJsonObject(result) ? result.errors : undefined);
  return { error: first ? describeServiceError(first, true) : missingResult() };
}

/** The service broke its own protocol: what became of the record is unknown. */
function missingResult(): MillraceError {
  const detail = 'It gave no result for this record; look in Salesforce whether it was created.';
  return new MillraceError('SERVICE_FAILED', { system, status: 200, detail }, { retryable: false });
}
