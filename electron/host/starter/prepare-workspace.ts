import type { Files } from '../../ports/files.ts';
import type { Random } from '../../ports/random.ts';
import type { Store } from '../../storage/index.ts';
import { addSampleFile } from '../templates/add-sample-file.ts';
import { PRACTICE_CONNECTION_NAME, STARTER_LEADS_FILE, starterLeads, welcomeNewLeads } from './welcome-new-leads.ts';

/** The setting that remembers that the starter workspace was made, and which flow is the sample. */
const STARTER_SETTING = 'starterFlowId';

type Parts = { store: Store; random: Random; files: Files };

/**
 * Gives a fresh data folder its starter workspace: the connection “Practice CRM”, the flow “Welcome new leads” bound to
 * it, and its file of leads. Done once; what was deleted stays deleted.
 */
export async function prepareWorkspace({ store, random, files }: Parts): Promise<{ starterFlowId: string }> {
  const known = store.settings.get(STARTER_SETTING);
  if (typeof known === 'string') return { starterFlowId: known };
  await addSampleFile(files, STARTER_LEADS_FILE, starterLeads);
  const connection =
    store.connections.find(PRACTICE_CONNECTION_NAME) ??
    store.connections.create(random.uuid(), {
      name: PRACTICE_CONNECTION_NAME,
      description: 'The practice org on this computer. Nothing you do there leaves it.',
      connector: 'salesforce',
      auth: 'password',
      environment: 'practice',
      fields: { environment: 'practice' },
      secretsStored: [],
      sealed: null,
    });
  const flow = store.flows.create(welcomeNewLeads, { crm: connection.id });
  store.settings.set(STARTER_SETTING, flow.id);
  return { starterFlowId: flow.id };
}
