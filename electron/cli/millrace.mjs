#!/usr/bin/env -S node --max-semi-space-size=8
// The command `millrace` and `npm start`. Plain JavaScript that an old Node can parse, because it may be the one that
// starts it: it hands over to the Node that this project brings along, builds what is out of date, and runs the command.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = 24;
// A small young generation: a run makes short-lived records by the million, and V8 otherwise takes 100 MiB more for them
// without being faster. Only the command line can set it; `npm start` and the first line of this file do.
const NODE_FLAGS = ['--max-semi-space-size=8'];
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const commandLine = process.argv.slice(2);

if (commandLine.length === 1 && commandLine[0] === '--version') {
  process.stdout.write(`${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}\n`);
} else if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  handOver();
} else {
  await start();
}

/** Runs this same command on the Node that `npm ci` installed beside it. */
function handOver() {
  const node = findBundledNode();
  if (node === undefined) {
    process.stderr.write(
      `Millrace needs Node ${OLDEST_NODE}; this is ${process.version}.\nInstall Node ${OLDEST_NODE}, or run \`npm ci\` in the project's folder, which brings it along.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, [...NODE_FLAGS, fileURLToPath(import.meta.url), ...commandLine], { stdio: 'inherit' });
  // The terminal sends its signals to the child as well; listening keeps this process until the child has ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function findBundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const packageFile = createRequire(import.meta.url).resolve('node/package.json');
    const binary = join(dirname(packageFile), 'bin', name);
    return existsSync(binary) ? binary : undefined;
  } catch {
    // No `node` package: Millrace was installed without its development tools. The caller says what to do.
    return undefined;
  }
}

async function start() {
  // Before the first import, since it also keeps the TypeScript of the launcher as JavaScript.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(join(root, 'dist', '.compile-cache'));
  // A checkout brings its sources and the tools to build them; an installed package brings only what was built.
  const isCheckout = existsSync(join(root, 'electron.vite.config.ts'));
  if (isCheckout) {
    const { bringUpToDate } = await import(pathToFileURL(join(here, 'launch', 'build.ts')).href);
    const isBuilt = await bringUpToDate(root, commandLine);
    if (!isBuilt) process.exitCode = 1;
    if (!isBuilt || commandLine[0] === '--build') return;
  }
  const load = (name) => import(pathToFileURL(join(root, 'dist', 'main', name)).href);
  if (commandLine.length === 0) {
    const { openApp } = await load('open-app.js');
    process.exitCode = await openApp(root, async () => (await load('cli.js')).runCommand(['serve']));
    return;
  }
  const { runCommand } = await load('cli.js');
  process.exitCode = await runCommand(commandLine);
}
