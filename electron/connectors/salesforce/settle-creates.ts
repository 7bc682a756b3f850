import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { Doubt, OtherCall, Settled } from '../../ports/step.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { type FoundRecords, findCreated } from './find-created.ts';
import { comparable, idOf, readEvidence } from './known-creates.ts';
import { type PossibleCreate, tellApart } from './tell-apart.ts';

/** Milliseconds that are looked at further back: CreatedDate counts whole seconds, and so does the Date header. */
const MARGIN_MS = 2_000;

/**
 * The creates that are asked about: what each sends now, what was journaled of it before, what is known of their calls, and
 * ids that this step got otherwise.
 */
export type UnseenCreates = {
  object: string;
  payloads: readonly JsonObject[];
  evidence: readonly Json[];
  doubt: Doubt;
  createdIds: ReadonlySet<string>;
};

/**
 * Finds out which records were created although the answer never came. It looks at what this user created in the object
 * since the call began, leaves out what other calls of this computer are known to have created, whatever run they were of,
 * and sees whose the rest is by the values that were sent (`tellApart`). A record is `not-done` only when nothing is left
 * that could be it.
 *
 * What it sees stays true although others go on meanwhile: it waits for the answers of calls that were under way while it
 * looked; calls that began later left nothing that it saw; and nobody else settles creates at the same time.
 */
export async function settleCreates(
  client: ConnectorClient,
  { object, payloads, evidence, doubt, createdIds }: UnseenCreates,
  signal: AbortSignal,
): Promise<Settled[]> {
  const own = payloads.map((payload, at) => readEvidence(evidence[at] ?? null)?.fields ?? comparable(payload));
  const look = (fields: ReadonlySet<string>) =>
    findCreated(client, object, { fields, since: (serverNow) => serverNow - doubt.begunAgoMs - MARGIN_MS }, signal);
  let found = await look(namesOf(own));
  for (;;) {
    const others = (await doubt.others()).flatMap((other) => asCreate(other, object, found));
    const fields = namesOf([...own, ...others.flatMap(({ create }) => (create ? [create.fields] : []))]);
    const wider = [...fields].every((name) => found.fields.has(name))
      ? undefined
      : await lookWider(look, fields, signal);
    if (wider) found = wider;
    else return decide(own, { doubt, createdIds, found, others });
  }
}

/** Another call, as far as it concerns these: the ids that it gave, or what it may have created. */
type OtherCreate = { account: 'same' | 'unclear'; ids: string[]; create?: PossibleCreate };

/** Nothing for a call of another account or object. */
function asCreate(other: OtherCall, object: string, found: FoundRecords): OtherCreate[] {
  const account = accountOf(other, found.account);
  if (account === 'other') return [];
  if ('adds' in other) return [{ account, ids: idOf(other.adds) }];
  const sent = readEvidence(other.evidence);
  if (sent?.object.toLowerCase() !== object.toLowerCase()) return [];
  return [{ account, ids: [], create: { fields: sent.fields, ...timesOf(other, found.serverNow) } }];
}

function accountOf({ sameConnection, account }: OtherCall, own: string | undefined): OtherCreate['account'] | 'other' {
  if (sameConnection || (account !== undefined && account === own)) return 'same';
  return account === undefined || own === undefined ? 'unclear' : 'other';
}

/** Between which times of the service a call may have created something. */
function timesOf({ begunAgoMs, overAgoMs }: { begunAgoMs: number; overAgoMs: number }, serverNow: number) {
  return { from: serverNow - begunAgoMs - MARGIN_MS, until: serverNow - overAgoMs + MARGIN_MS };
}

type Known = {
  doubt: Doubt;
  createdIds: ReadonlySet<string>;
  found: FoundRecords;
  others: readonly OtherCreate[];
};

function decide(own: readonly JsonObject[], { doubt, createdIds, found, others }: Known): Settled[] {
  const explained = new Set(createdIds);
  const unclear = new Set<string>();
  for (const { account, ids } of others) for (const id of ids) (account === 'same' ? explained : unclear).add(id);
  const left = found.records.filter(({ id }) => !explained.has(id));
  const times = timesOf(doubt, found.serverNow);
  const made = tellApart(
    own.map((fields) => ({ fields, ...times })),
    others.flatMap(({ create }) => (create ? [create] : [])),
    left.filter(({ id }) => !unclear.has(id)),
  );
  const complete = found.complete && !left.some(({ id }) => unclear.has(id));
  return made.map((id): Settled => {
    if (id === undefined || (id === null && !complete)) return 'unknown';
    if (id === null) return 'not-done';
    const salesforceResult = JSON.stringify({ id, success: true, errors: [] });
    return { outcome: { adds: { id, success: true, salesforceResult, salesforceStatus: '201' } } };
  });
}

/** The same with the fields that others sent. One of them may be no field at all: then what was found has to do. */
async function lookWider(
  look: (fields: ReadonlySet<string>) => Promise<FoundRecords>,
  fields: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<FoundRecords | undefined> {
  try {
    return await look(fields);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return undefined;
  }
}

function namesOf(all: readonly JsonObject[]): Set<string> {
  return new Set(all.flatMap((fields) => Object.keys(fields)));
}
