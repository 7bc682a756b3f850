import { generateSampleData } from './data/generate.ts';
import { Faults } from './faults.ts';
import { orgId } from './identity.ts';
import { Journal } from './journal.ts';
import { Credentials } from './oauth/credentials.ts';
import { standardSchema } from './schema/schema.ts';
import { Sessions } from './sessions.ts';
import { QueryCursors } from './soql/cursors.ts';
import { Store } from './store/store.ts';
import { Switches } from './switches.ts';
import { ApiUsage } from './usage.ts';

/** The whole state of a running practice org; everything is in memory. */
export interface Org {
  readonly loginUrl: string;
  readonly instanceUrl: string;
  readonly now: () => Date;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly usage: ApiUsage;
  readonly switches: Switches;
  readonly cursors: QueryCursors;
  store: Store;
  seed: number;
}

/** Makes an org with the sample data of a seed. */
export function createOrg(loginUrl: string, instanceUrl: string, seed: number, now: () => Date): Org {
  return {
    loginUrl,
    instanceUrl,
    now,
    sessions: new Sessions(orgId),
    credentials: new Credentials(),
    journal: new Journal(),
    faults: new Faults(),
    usage: new ApiUsage(),
    switches: new Switches(),
    cursors: new QueryCursors(),
    store: sampleStore(seed, now()),
    seed,
  };
}

function sampleStore(seed: number, now: Date): Store {
  const store = new Store(standardSchema);
  generateSampleData(store, seed, now);
  return store;
}

/**
 * Puts the sample data back and forgets cursors, failures, journal, usage, changed switches, locks and
 * consents. Sign-ins stay valid. Without a seed, the last one is used again.
 */
export function resetOrg(org: Org, seed: number = org.seed): void {
  org.store = sampleStore(seed, org.now());
  org.seed = seed;
  org.cursors.clear();
  org.faults.clear();
  org.journal.clear();
  org.usage.clear();
  org.switches.clear();
  org.credentials.clear();
}
