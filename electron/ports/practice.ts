/** A practice org that is running: where it listens and who may sign in. */
export type RunningPractice = {
  readonly loginUrl: string;
  readonly instanceUrl: string;
  readonly controlUrl: string;
  readonly orgId: string;
  readonly users: readonly { username: string; password: string; securityToken: string }[];
  readonly clients: readonly { clientId: string; clientSecret: string; callbackUrl: string }[];
  /** PEM of the key whose certificate is registered for every client. It guards made-up data only. */
  readonly privateKey: string;
  /** Puts the sample records back. */
  reset(seed?: number): void;
  close(): Promise<void>;
};

/** Starts a practice org inside this process, on free ports of 127.0.0.1. */
export type PracticeLauncher = () => Promise<RunningPractice>;
