import { type FailureText, NOTHING_RAN } from './failure-text.ts';

/** Signing in, connections, and the secrets that they need. */
export const connectionTexts = {
  notSignedIn: { title: 'Not signed in to {system}', cause: '{why}', fix: '{fix}' },
  signInExpired: {
    title: 'Not signed in to {system}',
    cause: 'The sign-in of {connection} expired.',
    fix: 'Reconnect to get a new sign-in, then retry.',
  },
  notApproved: {
    title: 'Access wasn’t approved in {system}',
    cause: '{why}',
    fix: 'Reconnect, and approve the access this time.',
  },
  approvalExpired: {
    title: 'The authorization is no longer valid',
    cause: '{why}',
    fix: 'Reconnect to authorize again, then retry.',
  },
  inactiveConnection: {
    title: 'The connection isn’t active',
    cause: '{message} {why}',
    fix: 'Mend and test {connection}, then retry.',
  },
  notReady: {
    title: 'A connection of the flow doesn’t work',
    cause: '{message} {why}',
    fix: 'Mend and test “{name}”, then activate the flow.',
    done: 'The flow was left as it was: not activated.',
  },
  noConnection: {
    title: 'No connection is chosen',
    cause: '{message} {why}',
    fix: 'Choose one for “{step}”, then run again.',
    done: NOTHING_RAN,
  },
  slotUnknown: {
    title: 'The flow doesn’t have this connection',
    cause: 'A step uses the connection “{slot}”, which isn’t listed in the flow.',
    fix: 'Choose a connection in the step’s settings.',
    done: NOTHING_RAN,
  },
  wrongSystem: {
    title: 'The connection is for another system',
    cause: '“{slot}” is for {actual}, but the step needs {expected}.',
    fix: 'Choose another connection in the step’s settings.',
    done: NOTHING_RAN,
  },
  credential: {
    title: 'The named credential can’t be used',
    cause: '{why}',
    fix: 'Look at it in Settings ▸ Named credentials, then retry.',
  },
  wrongAddress: {
    title: 'The address of the connection is wrong',
    cause: '{message} {why}',
    fix: 'Correct the address of {connection}, and test it.',
  },
  forbiddenAddress: {
    title: 'A flow may not call this address',
    cause: '{message} {why}',
    fix: 'Use the address of the service that you mean.',
    done: 'Nothing was sent there.',
  },
  keyUnreadable: {
    title: 'The key store can’t be read',
    cause: '{why}',
    fix: 'Export the key again as PKCS#12, JKS or PEM, and choose the new file in {connection}.',
  },
  keyPassword: {
    title: 'The password doesn’t open the key store',
    cause: '{why}',
    fix: 'Enter the password that the file was exported with, in {connection}.',
  },
  keyMissing: {
    title: 'There is no key to sign with',
    cause: '{why}',
    fix: 'Choose a file that holds a private key with its certificate, in {connection}.',
  },
  keyUnusable: {
    title: 'The key can’t be used',
    cause: 'The key “{alias}” can’t be used: {detail}',
    fix: 'Choose an RSA key of 2,048 bits or more, and register its certificate with the app.',
  },
  certificateNotValid: {
    title: 'The certificate isn’t valid now',
    cause: 'This is about the certificate of the key “{alias}”. {detail}',
    fix: 'Make a new certificate, register it with the app, and choose its key store in {connection}.',
  },
  secretDamaged: {
    title: 'A stored secret can’t be opened',
    cause: 'It was altered, or it belongs to another connection or field.',
    fix: 'Enter the secrets of {connection} again, or restore them from a backup.',
  },
  lockedSecrets: {
    title: 'Secrets can’t be read',
    cause: '{why}',
    fix: 'Unlock them in Settings ▸ Secrets, then retry.',
  },
  wrongPassphrase: {
    title: 'Secrets can’t be read',
    cause: 'The passphrase that Millrace was started with is wrong. {why}',
    fix: 'Enter the right one in Settings ▸ Secrets, then retry.',
  },
} as const satisfies Record<string, FailureText>;
