/**
 * `live-with-secrets.ts FOLDER SETTINGS_FILE`: leads connections of every authentication type through their life, over
 * and over until it is killed: created, tested, edited, refused an edit, run, refreshed, exported, backed up. Writes a
 * line for each operation, with everything that a window would be told. The settings are a `LifeSettings` as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createPassphraseSource } from '../../../electron/node/key-passphrase.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import { createFlow } from '../../../shared/flow/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { creatingFlow } from '../../host/connection-world.ts';
import { authorizeOnPages } from '../../support/authorize-on-pages.ts';
import { authorizeInBrowser } from '../../support/browser-sign-in.ts';

/** A connection to be made. `approve` says on whose pages a person approves it. */
export type LifeConnection = {
  connector: 'salesforce' | 'http';
  auth: string;
  fields: JsonObject;
  secrets: Record<string, string>;
  approve?: 'salesforce' | 'provider';
  /** Of a sign-in that is refused. */
  wrong?: { fields?: JsonObject; secrets?: Record<string, string> };
};
export type LifeSettings = {
  passphrase: string;
  backupFile: string;
  connections: LifeConnection[];
  /** The principal of a named credential that a connection uses. */
  named: { auth: string; fields: JsonObject; secrets: Record<string, string> };
};

const [, , dataFolder = '', settingsFile = ''] = process.argv;
const settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as LifeSettings;
const host = await openNodeHost({
  dataFolder,
  ownerName: 'live-with-secrets',
  version: '0',
  shell: 'none',
  keySources: [createPassphraseSource(createNodeCipher(), settings.passphrase)],
  log: (line) => process.stderr.write(`${line}\n`),
  say: (notice) => process.stderr.write(`${notice}\n`),
});
const { connections, credentials, flows, runs, vault, changes } = host.services;
changes.subscribe((change) => process.stderr.write(`${JSON.stringify(change)}\n`));

const tell = (what: string, told: unknown): void => {
  const shown = told instanceof Error ? { ...told, message: told.message, stack: told.stack, cause: told.cause } : told;
  process.stdout.write(`${what} ${JSON.stringify(shown)}\n`);
};
const tellOutcome = async (what: string, work: Promise<unknown>): Promise<void> => {
  tell(what, await work.catch((error: unknown) => error));
};

function flowOf(connector: string): FlowDocument {
  if (connector === 'salesforce') return creatingFlow('Life');
  return {
    ...createFlow('Life', ''),
    connections: { crm: { connector } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'http.request', name: 'Call', connection: 'crm', settings: { method: 'GET', url: 'items' } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  };
}

const lives: { id: string; flowId: string; given: Omit<LifeConnection, 'connector'> }[] = [];
async function begin(name: string, { connector, approve, wrong: _, ...details }: LifeConnection): Promise<void> {
  const request = { connector, ...details };
  const granted =
    approve === 'provider'
      ? await authorizeOnPages(connections, request)
      : approve && { authorizationId: await authorizeInBrowser(connections, request) };
  const created = await connections.create({ name, ...request, ...granted });
  const flow = flows.create(name, flowOf(connector));
  flows.save({ ...flow, bindings: { crm: created.connection.id } });
  lives.push({ id: created.connection.id, flowId: flow.id, given: { ...details, ...(_ && { wrong: _ }) } });
  tell(`created ${name}`, created);
}

for (const given of settings.connections) await begin(`${lives.length} ${given.connector} ${given.auth}`, given);
const { credential } = await credentials.create({
  name: 'Named',
  entity: 'lead',
  connector: 'salesforce',
  principal: settings.named,
});
tell('created credential', credential);
await begin('named', { connector: 'salesforce', auth: 'named', fields: { credential: credential.id }, secrets: {} });

for (let round = 0; ; round += 1) {
  for (const { id, flowId, given } of lives) {
    await tellOutcome('tested', connections.test(id));
    const isNamed = given.auth === 'named';
    const secrets = isNamed ? {} : { secrets: given.secrets };
    await tellOutcome('edited', connections.update(id, { description: `round ${round}`, ...secrets }));
    if (given.wrong) await tellOutcome('refused', connections.update(id, given.wrong));
    await tellOutcome('refreshed', connections.refresh(id));
    const { runId } = await runs.startStored({ flowId });
    for await (const event of runs.watch(runId, 0, undefined)) tell('event', event);
    tell('ran', runs.get(runId));
    tell('exported', flows.exportFile(flowId));
  }
  tell('listed', [connections.list(), connections.reminders(), await vault.status()]);
  const { text } = await vault.backup(settings.passphrase);
  writeFileSync(settings.backupFile, text);
  writeFileSync(join(dataFolder, 'files', 'exported.json'), flows.exportFile(lives[0]?.flowId ?? '').text);
  tell('round', round);
}
