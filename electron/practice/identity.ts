import { makeId } from './ids.ts';

/** A user who can sign in. */
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
  readonly callbackUrl: string;
  /** The username the client-credentials grant acts as; null when none is set up. */
  readonly runAs: string | null;
}

/** The id of every practice org; fixed, so that a saved connection outlives a restart. */
export const orgId = makeId('00D', 1);

/** The users. Their passwords guard made-up data only and are meant to be shown. */
export const practiceUsers: readonly [PracticeUser, ...PracticeUser[]] = [
  {
    id: makeId('005', 1),
    username: 'admin@practice.example',
    password: 'practice-password',
    securityToken: 'PracticeToken1',
    firstName: 'Robin',
    lastName: 'Diaz',
    email: 'robin.diaz@example.com',
    title: 'Sales Operations',
  },
  {
    id: makeId('005', 2),
    username: 'sales@practice.example',
    password: 'practice-password',
    securityToken: 'PracticeToken2',
    firstName: 'Alex',
    lastName: 'Okafor',
    email: 'alex.okafor@example.com',
    title: 'Account Executive',
  },
];

/** The registered apps: one with a Run-As user, one without (it shows the error that brings). */
export const practiceClients: readonly [PracticeClient, ...PracticeClient[]] = [
  {
    clientId: 'practice-client',
    clientSecret: 'practice-client-secret',
    callbackUrl: 'http://127.0.0.1:1717/callback',
    runAs: practiceUsers[0].username,
  },
  {
    clientId: 'practice-client-without-run-as',
    clientSecret: 'practice-client-secret',
    callbackUrl: 'http://127.0.0.1:1717/callback',
    runAs: null,
  },
];
