import { makeId } from './ids.ts';
import { demoCertificate } from './oauth/demo-key.ts';

/** A user who is shown with everything needed to sign in. */
export interface PracticeUser {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly securityToken: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly title: string;
}

/** An app that is registered with the org. */
export interface PracticeClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the app is called on the page that asks for consent. */
  readonly name: string;
  /** The first of `redirectUris`. */
  readonly callbackUrl: string;
  /** Where the authorize step may send the browser back to; on a loopback address every port counts as registered. */
  readonly redirectUris: readonly string[];
  /** The username the client-credentials grant acts as; null when none is set up. */
  readonly runAs: string | null;
  /** The scopes the app may ask for. */
  readonly scopes: readonly string[];
  /** PEM of the X.509 certificate that JWT and SAML assertions of the app are verified with; null without one. */
  readonly certificate: string | null;
  /**
   * Who may use the app: `anyone` who allows it on the page, or only users an `admin` approved. Both kinds of approval
   * are what JWT and SAML sign-ins need beforehand.
   */
  readonly approvedBy: 'anyone' | 'admin';
  /** The usernames that are approved from the start. */
  readonly approvedUsers: readonly string[];
  /** Whether the authorize step must carry a code challenge. */
  readonly requirePkce: boolean;
  /** External client apps get JWT and SAML tokens on the org's own domain only; connected apps everywhere. */
  readonly kind: 'connected' | 'external';
}

/** The id of every practice org; fixed, so that a saved connection outlives a restart. */
export const orgId = makeId('00D', 1);

/** The password every user starts with. */
export const usualPassword = 'practice-password';

/** The security token every user starts with: it ends in the running number of the user's id. */
export function usualSecurityToken(userId: string): string {
  let number = 0;
  for (const digit of userId.slice(6, 15)) {
    const code = digit.charCodeAt(0);
    number = number * 62 + (code < 58 ? code - 48 : code < 91 ? code - 55 : code - 61);
  }
  return `PracticeToken${number}`;
}

/**
 * The users who are shown. Their passwords guard made-up data only. Every other active row of the User object can
 * sign in as well, with `usualPassword` and its own `usualSecurityToken`.
 */
export const practiceUsers: readonly [PracticeUser, ...PracticeUser[]] = [
  {
    id: makeId('005', 1),
    username: 'admin@practice.example',
    password: usualPassword,
    securityToken: 'PracticeToken1',
    firstName: 'Robin',
    lastName: 'Diaz',
    email: 'robin.diaz@example.com',
    title: 'Sales Operations',
  },
  {
    id: makeId('005', 2),
    username: 'sales@practice.example',
    password: usualPassword,
    securityToken: 'PracticeToken2',
    firstName: 'Alex',
    lastName: 'Okafor',
    email: 'alex.okafor@example.com',
    title: 'Account Executive',
  },
];

const callbackUrl = 'http://127.0.0.1:1717/callback';
const scopes = ['id', 'api', 'web', 'full', 'refresh_token', 'offline_access', 'openid', 'profile', 'email', 'address'];

/**
 * The registered apps: one that may do everything, one without Run-As user and approvals (it shows the errors that
 * brings), and one with the strict settings of an external client app.
 */
export const practiceClients: readonly [PracticeClient, ...PracticeClient[]] = [
  {
    clientId: 'practice-client',
    clientSecret: 'practice-client-secret',
    name: 'Practice app',
    callbackUrl,
    redirectUris: [callbackUrl, 'http://localhost:1717/OauthRedirect'],
    runAs: practiceUsers[0].username,
    scopes,
    certificate: demoCertificate,
    approvedBy: 'anyone',
    approvedUsers: practiceUsers.map(({ username }) => username),
    requirePkce: false,
    kind: 'connected',
  },
  {
    clientId: 'practice-client-without-run-as',
    clientSecret: 'practice-client-secret',
    name: 'Practice app without a Run-As user',
    callbackUrl,
    redirectUris: [callbackUrl],
    runAs: null,
    scopes,
    certificate: demoCertificate,
    approvedBy: 'anyone',
    approvedUsers: [],
    requirePkce: false,
    kind: 'connected',
  },
  {
    clientId: 'practice-external-client',
    clientSecret: 'practice-client-secret',
    name: 'Practice external client app',
    callbackUrl,
    redirectUris: [callbackUrl],
    runAs: practiceUsers[0].username,
    scopes: ['id', 'api', 'refresh_token', 'openid'],
    certificate: demoCertificate,
    approvedBy: 'admin',
    approvedUsers: [practiceUsers[0].username],
    requirePkce: true,
    kind: 'external',
  },
];
