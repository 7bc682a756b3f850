/** What a person must know to fill in the details of one way to sign in (ui.md §8.3, §8.4). */
export type SignInGuide = {
  recommended?: true;
  /** Where to find what the form asks for, step by step. */
  steps: readonly string[];
  /** What else to know. */
  notes?: readonly string[];
  /** The only environments that work, and why; absent where all do. */
  environments?: { only: readonly string[]; why: string };
};

const appSteps = ['In Salesforce open Setup', 'External Client App Manager', 'Your app ▸ OAuth settings'];
const tokenSteps = [
  'In Salesforce click your picture ▸ Settings',
  'Reset My Security Token',
  'Copy the token from the mail that Salesforce sends',
];
const keySteps = [
  'Make a key with a certificate, RSA with SHA-256, and export both as a .p12, .pfx or .jks file',
  'In Salesforce open Setup ▸ External Client App Manager ▸ your app',
  'Under OAuth settings turn on digital signatures and upload the certificate',
  'Copy the consumer key',
];

const guides: Readonly<Record<string, SignInGuide>> = {
  'salesforce/basic': {
    steps: tokenSteps,
  },
  'salesforce/oauth2': {
    recommended: true,
    steps: [...appSteps, 'Copy the consumer key'],
    notes: ['Salesforce keeps five sign-ins per user and app; a sixth signs out the oldest.'],
  },
  'salesforce/jwt': {
    steps: keySteps,
    notes: ['Certificate must use SHA-256 with RSA.', 'The principal must be pre-authorized for the app.'],
  },
  'salesforce/client_credentials': {
    steps: [...appSteps, 'Turn on the client credentials flow and choose its “Run As” user', 'Copy both values'],
    environments: {
      only: ['custom', 'practice'],
      why: 'Client credentials work only at the org’s own domain.',
    },
  },
  'salesforce/saml': {
    steps: keySteps,
    notes: ['Works with Salesforce as the identity provider.'],
  },
  'salesforce/password': {
    steps: [...appSteps, 'Copy the consumer key and the consumer secret', ...tokenSteps],
  },
  'salesforce/named': {
    steps: ['Open Settings ▸ Named credentials', 'Create one with exactly one principal, which connections may use'],
  },
  'http/none': { steps: ['Take the base URL from the service’s documentation'] },
  'http/basic': {
    steps: ['Take the base URL from the service’s documentation', 'Ask its administrator for an account'],
  },
  'http/bearer': {
    steps: ['Open your account’s settings at the service', 'Create a token with the permissions your flows need'],
  },
  'http/api_key': {
    steps: ['Create a key in your account at the service', 'Its documentation names the header or parameter'],
  },
  'http/oauth2': {
    recommended: true,
    steps: [
      'Register an app with the service, as a desktop or native app where it asks',
      'Register the callback URL with it',
      'Copy its client ID, and its client secret if it has one',
      'Take the issuer’s address and the scopes from the service’s documentation',
    ],
    notes: [
      'Without an issuer, enter the authorization URL and the token URL under Advanced.',
      'A sign-in that lasts often needs the scope offline_access. Without it you approve again when it has expired.',
    ],
  },
  'http/client_credentials': {
    steps: [
      'Register an app with the service and allow it to sign in as itself',
      'Give it the permissions that your flows need',
      'Copy its client ID and its client secret',
      'Take the issuer’s address, or the token URL, from the service’s documentation',
    ],
  },
  'http/device_code': {
    steps: [
      'Register an app with the service and allow device codes',
      'Copy its client ID',
      'Take the issuer’s address and the scopes from the service’s documentation',
    ],
    notes: [
      'Works on a server without a browser: you enter the code on any device.',
      'A sign-in that lasts often needs the scope offline_access. Without it you approve again when it has expired.',
    ],
  },
};

/** The guide of a way to sign in; undefined for one that nobody wrote one for. */
export function guideOf(connector: string, scheme: string): SignInGuide | undefined {
  return guides[`${connector}/${scheme}`];
}
