import { Access } from './access/access.ts';
import { ApexRegistry } from './apex/apex-registry.ts';
import { Approvals } from './approvals/approvals.ts';
import { Areas } from './areas.ts';
import { BulkJobs } from './bulk/jobs.ts';
import { OrgClock } from './clock.ts';
import { Controls } from './control/registry.ts';
import { generateSampleData } from './data/generate.ts';
import { Faults } from './faults/faults.ts';
import { orgId } from './identity.ts';
import { Journal } from './journal.ts';
import type { Keep } from './keep/keep.ts';
import { protectConvertedLeads } from './leads/convert.ts';
import { CustomMetadata } from './metadata/custom-metadata.ts';
import { Credentials } from './oauth/credentials.ts';
import { RecordFailures } from './record-failures.ts';
import { RecentRecords } from './rest/recent-records.ts';
import { Schema } from './schema/schema.ts';
import { standardObjects } from './schema/standard-objects.ts';
import { Sessions } from './sessions.ts';
import { QueryCursors } from './soql/cursors.ts';
import { Store } from './store/store.ts';
import { Streaming } from './streaming/streaming.ts';
import { Switches } from './switches.ts';
import type { TlsAddresses } from './tls.ts';
import { ApiUsage } from './usage.ts';
import { ValidationRules } from './validation/validation-rules.ts';

/** The whole state of a running practice org; everything is in memory. */
export interface Org {
  readonly loginUrl: string;
  readonly instanceUrl: string;
  /** The same hosts over TLS; null without. */
  tls: TlsAddresses | null;
  /** The moment it is in the org, by `clock`. */
  readonly now: () => Date;
  readonly clock: OrgClock;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly recordFailures: RecordFailures;
  /** What can be set from outside; each part registers its own. */
  readonly controls: Controls;
  readonly usage: ApiUsage;
  readonly switches: Switches;
  readonly cursors: QueryCursors;
  /** The same store for the life of the org; a reset clears and fills it. */
  readonly store: Store;
  readonly access: Access;
  readonly validationRules: ValidationRules;
  /** The custom objects and fields, and what else the Metadata API changed. */
  readonly customMetadata: CustomMetadata;
  /** The Apex classes that can be called from outside. */
  readonly apex: ApexRegistry;
  readonly approvals: Approvals;
  /** The records each user viewed or changed last. */
  readonly recent: RecentRecords;
  /** The jobs of the bulk APIs and the work on them. */
  readonly bulk: BulkJobs;
  /** Events, and who listens to them. */
  readonly streaming: Streaming;
  /** The parts with state of their own; a new part adds itself here. */
  readonly areas: Areas;
  /** Where the org is kept beyond its process; null when it is in memory only. */
  keep: Keep | null;
  seed: number;
}

/** Makes an org without records; `fillOrg` brings them once all parts of the org are there. */
export function createOrg(loginUrl: string, instanceUrl: string, seed: number, baseNow: () => Date): Org {
  const clock = new OrgClock(baseNow);
  const now = clock.now;
  const store = new Store(new Schema(standardObjects));
  const areas = new Areas();
  const access = new Access(store, () => areas.changed(access.name));
  const customMetadata = new CustomMetadata(store, () => areas.changed(customMetadata.name));
  const apex = new ApexRegistry(() => areas.changed(apex.name));
  const validationRules = new ValidationRules(store, now, () => areas.changed(validationRules.name));
  protectConvertedLeads(store);
  const approvals = new Approvals(store, access, now, () => areas.changed(approvals.name));
  const recent = new RecentRecords(store, () => areas.changed(recent.name));
  const sessions = new Sessions(orgId, () => areas.changed(sessions.name));
  const credentials = new Credentials(() => areas.changed(credentials.name));
  const switches = new Switches(() => areas.changed(switches.name));
  const streaming = new Streaming(store, access, now, () => areas.changed(streaming.name));
  const bulk = new BulkJobs({ store, access, areas, now });
  for (const area of [
    customMetadata,
    apex,
    access,
    validationRules,
    approvals,
    recent,
    sessions,
    credentials,
    switches,
    streaming,
    bulk,
  ])
    areas.add(area);
  return {
    loginUrl,
    instanceUrl,
    tls: null,
    now,
    clock,
    sessions,
    credentials,
    journal: new Journal((userId) => usernameOf(store, userId)),
    faults: new Faults(),
    recordFailures: new RecordFailures(store),
    controls: new Controls(),
    usage: new ApiUsage(),
    switches,
    cursors: new QueryCursors(),
    store,
    access,
    validationRules,
    customMetadata,
    apex,
    approvals,
    recent,
    streaming,
    bulk,
    areas,
    keep: null,
    seed,
  };
}

/** All records of one seed as one change. */
function generate(org: Org): void {
  org.streaming.silently(() => {
    org.store.transact(() => {
      generateSampleData(org.store, org.seed, org.now());
      return { rollback: false, result: undefined };
    });
  });
}

/**
 * Gives a new org its records: what the file it is kept in holds, else the sample data of its seed. From then on every
 * change goes into the file. Throws KeepError when the file's content does not fit.
 */
export function fillOrg(org: Org, keep: Keep | null): void {
  org.keep = keep;
  const kept = keep?.seed;
  if (keep && kept !== undefined) {
    org.seed = kept;
    keep.load(org.store, org.areas);
    keep.watch(org.store, org.areas);
    return;
  }
  keep?.restart(org.seed);
  keep?.watch(org.store, org.areas);
  generate(org);
}

/**
 * Puts the sample data back and forgets cursors, failures, journal, usage, changed switches, locks and
 * consents. Sign-ins stay valid. Without a seed, the last one is used again.
 */
export function resetOrg(org: Org, seed: number = org.seed): void {
  org.clock.clear();
  // Before the sample records are written, which would fail too.
  org.recordFailures.clear();
  org.store.clear();
  org.store.schema.restart(standardObjects);
  org.areas.reset();
  org.seed = seed;
  org.keep?.restart(seed);
  generate(org);
  // Parts that a reset leaves as they are, such as sign-ins, belong to the new beginning too.
  for (const { name } of org.areas.list()) org.areas.changed(name);
  org.cursors.clear();
  org.faults.clear();
  org.journal.clear();
  org.usage.clear();
}

function usernameOf(store: Store, userId: string): string | null {
  const username = store.table(store.schema.need('User')).find(userId)?.Username;
  return typeof username === 'string' ? username : null;
}
