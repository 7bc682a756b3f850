import { Access } from './access/access.ts';
import { Areas } from './areas.ts';
import { OrgClock } from './clock.ts';
import { Controls } from './control/registry.ts';
import { generateSampleData } from './data/generate.ts';
import { Faults } from './faults/faults.ts';
import { orgId } from './identity.ts';
import { Journal } from './journal.ts';
import { Credentials } from './oauth/credentials.ts';
import { RecordFailures } from './record-failures.ts';
import { Schema } from './schema/schema.ts';
import { standardObjects } from './schema/standard-objects.ts';
import { Sessions } from './sessions.ts';
import { QueryCursors } from './soql/cursors.ts';
import { Store } from './store/store.ts';
import { Switches } from './switches.ts';
import { ApiUsage } from './usage.ts';
import { ValidationRules } from './validation/validation-rules.ts';

/** The whole state of a running practice org; everything is in memory. */
export interface Org {
  readonly loginUrl: string;
  readonly instanceUrl: string;
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
  /** The parts with state of their own; a new part adds itself here. */
  readonly areas: Areas;
  seed: number;
}

/** Makes an org with the sample data of a seed. */
export function createOrg(loginUrl: string, instanceUrl: string, seed: number, baseNow: () => Date): Org {
  const clock = new OrgClock(baseNow);
  const now = clock.now;
  const store = new Store(new Schema(standardObjects));
  generateSampleData(store, seed, now());
  const access = new Access(store);
  const validationRules = new ValidationRules(store, now);
  const areas = new Areas();
  const sessions = new Sessions(orgId, () => areas.changed(sessions.name));
  const credentials = new Credentials(() => areas.changed(credentials.name));
  const switches = new Switches(() => areas.changed(switches.name));
  for (const area of [access, validationRules, sessions, credentials, switches]) areas.add(area);
  return {
    loginUrl,
    instanceUrl,
    now,
    clock,
    sessions,
    credentials,
    journal: new Journal((userId) => usernameOf(store, userId)),
    faults: new Faults(),
    recordFailures: new RecordFailures(),
    controls: new Controls(),
    usage: new ApiUsage(),
    switches,
    cursors: new QueryCursors(),
    store,
    access,
    validationRules,
    areas,
    seed,
  };
}

/**
 * Puts the sample data back and forgets cursors, failures, journal, usage, changed switches, locks and
 * consents. Sign-ins stay valid. Without a seed, the last one is used again.
 */
export function resetOrg(org: Org, seed: number = org.seed): void {
  org.clock.clear();
  org.store.clear();
  org.store.schema.restart(standardObjects);
  org.areas.reset();
  generateSampleData(org.store, seed, org.now());
  org.seed = seed;
  org.cursors.clear();
  org.faults.clear();
  org.recordFailures.clear();
  org.journal.clear();
  org.usage.clear();
}

function usernameOf(store: Store, userId: string): string | null {
  const username = store.table(store.schema.need('User')).find(userId)?.Username;
  return typeof username === 'string' ? username : null;
}
