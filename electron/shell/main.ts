/** The desktop app's entry, built to `dist/main/shell.js` beside `dist/preload` and `dist/renderer`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDataFolder } from '../node/data-folder.ts';
import { takeVariable } from '../node/environment.ts';
import { openDesktop } from './desktop.ts';

// Not strict: what else stands on the command line is Chromium's.
const { data } = parseArgs({ options: { data: { type: 'string' } }, strict: false }).values;
const dist = join(import.meta.dirname, '..');

void openDesktop({
  dataFolder: findDataFolder(typeof data === 'string' ? data : undefined),
  pageFolder: join(dist, 'renderer'),
  preload: join(dist, 'preload', 'preload.cjs'),
  evaluatorProgram: join(dist, 'main', 'evaluator.js'),
  platform: process.platform,
  passphrase: takeVariable('MILLRACE_PASSPHRASE'),
});
