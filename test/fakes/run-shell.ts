/**
 * `node run-shell.ts SHELL DATA`: loads the built shell with the stand-in for Electron, acts as its page, quits it and
 * prints what happened as JSON. Only `electron` is replaced; everything else is what would be installed.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , shell = ''] = process.argv;
const fakeUrl = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fakeUrl, shortCircuit: true } : next(specifier, context),
});

const fake: typeof import('./electron.ts') = await import(fakeUrl);
const { connectPort } = await import('./port-client.ts');

async function until(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error(`Nothing came after ${fake.callNames().join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

await import(pathToFileURL(shell).href);
const hasFailed = (): boolean => fake.callNames().includes('dialog.showErrorBox');
await until(() => hasFailed() || fake.callNames().includes('window.loadURL'));
if (hasFailed()) throw new Error(JSON.stringify(fake.callsTo('dialog.showErrorBox')));

const serve = fake.session.defaultSession.schemes.get('app');
const page = await serve?.({ method: 'GET', url: 'app://millrace/index.html' }).text();
fake.windows[0]?.webContents.emit('did-finish-load');
const port = fake.handedPorts.at(-1);
if (!port) throw new Error('No port was handed to the page');
const info = await connectPort(port).app.info();
const flows = await connectPort(port).flows.list();
fake.windows[0]?.close();
await until(() => fake.callNames().includes('app has quit'));

process.stdout.write(JSON.stringify({ page, info, flows: flows.map(({ name }) => name) }));
