import { type FailureEntries, inStep, ofConnection } from './entry.ts';

/** Signing in, connections, and the secrets that they need. */
export const connectionEntries = {
  MISSING_TOKEN: {
    text: 'notSignedIn',
    remedies: ['reconnect', 'open-connection', 'test-connection'],
    cases: [
      { reason: ['session-expired'], text: 'signInExpired', remedies: ['reconnect', 'test-connection'] },
      {
        errorCode: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
        text: 'notSignedIn',
        remedies: ['reconnect', 'test-connection'],
      },
    ],
  },
  AUTHORIZATION_REFUSED: { text: 'notApproved', remedies: ['reconnect', 'open-connection'] },
  AUTHORIZATION_EXPIRED: { text: 'approvalExpired', remedies: ['reconnect', 'open-connection'] },
  CONNECTION_INACTIVE: { text: 'inactiveConnection', remedies: ofConnection },
  CONNECTION_NOT_READY: { text: 'notReady', remedies: ofConnection },
  CONNECTION_NOT_CHOSEN: { text: 'noConnection', remedies: inStep },
  CONNECTION_REQUIRED: { text: 'noConnection', remedies: inStep },
  CONNECTION_SLOT_UNKNOWN: { text: 'slotUnknown', remedies: inStep },
  CONNECTION_KIND_WRONG: { text: 'wrongSystem', remedies: inStep },
  CREDENTIAL_NOT_USABLE: { text: 'credential', remedies: ['open-credentials', 'open-connection'] },
  ADDRESS_WRONG: { text: 'wrongAddress', remedies: ofConnection },
  ADDRESS_FORBIDDEN: { text: 'forbiddenAddress', remedies: ['edit-step', 'open-connection'] },
  KEY_STORE_UNREADABLE: { text: 'keyUnreadable', remedies: ofConnection },
  KEY_STORE_PASSWORD_WRONG: { text: 'keyPassword', remedies: ofConnection },
  KEY_NOT_FOUND: { text: 'keyMissing', remedies: ofConnection },
  KEY_UNUSABLE: { text: 'keyUnusable', remedies: ofConnection },
  CERTIFICATE_NOT_VALID: { text: 'certificateNotValid', remedies: ofConnection },
  SECRET_DAMAGED: { text: 'secretDamaged', remedies: ['open-connection', 'open-secrets'] },
  SECRET_STORE_LOCKED: { text: 'lockedSecrets', remedies: ['open-secrets', 'retry'] },
  PASSPHRASE_WRONG: { text: 'wrongPassphrase', remedies: ['open-secrets', 'retry'] },
} as const satisfies FailureEntries;
