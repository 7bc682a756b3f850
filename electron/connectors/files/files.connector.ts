import { MillraceError } from '../../../shared/errors/index.ts';
import { defineConnector } from '../sdk/index.ts';
import { read } from './read.ts';
import { write } from './write.ts';

/** Files of this computer. They need no connection. */
export const files = defineConnector({
  id: 'files',
  version: 1,
  label: 'Files',
  icon: 'files.svg',
  description: 'Reads and writes CSV, Excel, JSON, JSON lines and XML files of this computer.',
  common: {},
  auth: {},
  errors: ({ status }) =>
    new MillraceError('SERVICE_REFUSED', { system: 'Files', status, detail: 'Files answer no calls.' }),
  actions: { read, write },
});
