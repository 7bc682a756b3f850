import { MillraceError } from '../../../../shared/errors/index.ts';
import { type AuthScheme, field } from '../../sdk/index.ts';

/**
 * A named credential of this computer signs in. The host puts the credential's own way to sign in, fields and secrets in
 * the place of this one before anything is opened; the credential's id means nothing to Salesforce.
 */
export const named: AuthScheme = {
  label: 'Named credential',
  description: 'Best for details that several connections share. You’ll need a credential made in Settings.',
  fields: {
    credential: field.choice('Named credential', [], {
      required: true,
      help: 'Managed in Settings ▸ Named credentials.',
    }),
  },
  async signIn() {
    throw new MillraceError('CREDENTIAL_NOT_USABLE', { detail: 'Nothing was put in its place.', reason: 'unresolved' });
  },
};
