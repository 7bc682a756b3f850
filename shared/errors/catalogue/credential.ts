import { defineErrors } from '../define.ts';

/** What goes wrong with named credentials. */
export const credentialErrors = defineErrors({
  CREDENTIAL_NOT_USABLE: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The named credential can’t be used.',
    why: '{detail}',
    fix: 'Look at it in Settings ▸ Named credentials.',
  },
  CREDENTIAL_IN_USE: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'Can’t delete “{name}”.',
    why: '{count:connection uses|connections use} it: {connections}.',
    fix: 'Delete those connections first.',
  },
  LAST_PRINCIPAL: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'Can’t remove the only principal of “{name}”.',
    why: 'A named credential has at least one.',
    fix: 'Add another one first, or delete the credential.',
  },
  NAMED_CREDENTIAL_READ_ONLY: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'Only the name and the description of “{name}” can be changed.',
    why: 'It uses a named credential.',
    fix: 'Managed in Settings ▸ Named credentials.',
  },
});
