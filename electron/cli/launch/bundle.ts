/** `node bundle.ts FOLDER`: bundles the checkout in FOLDER, the targets that the environment names. */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const [, , root = process.cwd()] = process.argv;

try {
  const { build } = await import('electron-vite');
  const configFile = join(root, 'electron.vite.config.ts');
  await build({ root, configFile, logLevel: 'warn', mode: 'production', ignoreConfigWarning: true });
} catch (error) {
  const isUninstalled = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  const reason = error instanceof Error ? error.message : String(error);
  const shown = process.stderr.isTTY ? reason : stripVTControlCharacters(reason);
  process.stderr.write(`Millrace couldn’t be built.\n${shown}\n`);
  if (isUninstalled) process.stderr.write('Run `npm ci` first.\n');
  process.exitCode = 1;
}
