import { join } from 'node:path';

/** How `npm start` runs the command: the script, and the flags it gives to Node. */
export const millrace = {
  script: join(import.meta.dirname, '../../electron/cli/millrace.mjs'),
  flags: ['--max-semi-space-size=8'],
};
