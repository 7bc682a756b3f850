import { defineErrors } from '../define.ts';

/** What goes wrong with keys and certificates that connections sign in with. `data.field` is the form's field. */
export const keyStoreErrors = defineErrors({
  KEY_STORE_UNREADABLE: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The key store can’t be read.',
    why: '{detail}',
    fix: 'Export the key again as PKCS#12 (.p12), JKS or PEM, and choose the new file.',
  },
  KEY_STORE_PASSWORD_WRONG: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The password doesn’t open the key store.',
    why: '{detail}',
    fix: 'Enter the password that the file was exported with.',
  },
  KEY_NOT_FOUND: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'There is no key to sign with.',
    why: '{detail}',
    fix: 'Choose a file that holds a private key with its certificate.',
  },
  KEY_UNUSABLE: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The key “{alias}” can’t be used.',
    why: '{detail}',
    fix: 'Choose an RSA key of 2,048 bits or more, and register its certificate with the app.',
  },
  CERTIFICATE_NOT_VALID: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The certificate of the key “{alias}” isn’t valid now.',
    why: '{detail}',
    fix: 'Make a new certificate, register it with the app, and choose its key store here.',
  },
});
