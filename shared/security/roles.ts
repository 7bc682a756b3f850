/** What a call may need; every procedure of the contract names exactly one. */
export const rights = [
  /** Looking at anything there is; no secret can be looked at. */
  'view',
  /** Starting, cancelling and resuming runs, and switching flows on and off. */
  'runFlows',
  /** Calling a system with a stored connection, to see whether and what it may. */
  'testConnections',
  /** Making, changing, switching, signing in anew and deleting connections and named credentials. */
  'manageConnections',
  /** Making and changing flows, from nothing, a file or a template. */
  'editFlows',
  /** Opening, protecting, saving and restoring stored secrets. */
  'manageVault',
  /** Starting the practice org and putting its records back. */
  'managePractice',
  /** Changing settings that this data folder keeps for everybody. */
  'changeSettings',
] as const;
export type Right = (typeof rights)[number];

/** Who somebody is to the host. A channel has one role from its first message to its last. */
export const roles = ['designer', 'operator', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** The policy: a designer may do all, an operator keeps what is there running, a viewer only looks (C9). */
const policy: Readonly<Record<Role, readonly Right[]>> = {
  designer: rights,
  operator: ['view', 'runFlows', 'testConnections'],
  viewer: ['view'],
};

/** All that a role may do. */
export function rightsOf(role: Role): readonly Right[] {
  return policy[role];
}

/** Whether a role has a right. Without a right to ask for, nobody may: what was forgotten stays shut. */
export function may(role: Role, right: Right | undefined): boolean {
  return right !== undefined && policy[role].includes(right);
}

/** What a right lets people do, in a few words that follow “may” or “can”. */
export const rightWords: Readonly<Record<Right, string>> = {
  view: 'look around',
  runFlows: 'start or stop runs',
  testConnections: 'test connections',
  manageConnections: 'change connections',
  editFlows: 'change flows',
  manageVault: 'manage stored secrets',
  managePractice: 'start or reset the practice server',
  changeSettings: 'change settings',
};

/** A role in words: with its article, and what it may do, to follow “can”. */
export const roleWords: Readonly<Record<Role, { named: string; can: string }>> = {
  designer: { named: 'a designer', can: 'do everything' },
  operator: {
    named: 'an operator',
    can: 'look at everything, activate flows, start and stop runs, and test connections',
  },
  viewer: { named: 'a viewer', can: 'look at everything and change nothing' },
};
