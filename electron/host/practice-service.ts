import type { PracticeStatus } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { PracticeLauncher, RunningPractice } from '../ports/practice.ts';
import type { Changes } from './changes.ts';

/** The practice org of this process: started on first use, once. */
export type PracticeService = {
  status(): PracticeStatus;
  /** The running org, started when it isn't. Throws NOT_AVAILABLE_HERE where none can be started. */
  ensure(): Promise<RunningPractice>;
  reset(): Promise<PracticeStatus>;
  close(): Promise<void>;
};

export function createPracticeService(launch: PracticeLauncher | undefined, changes: Changes): PracticeService {
  let starting: Promise<RunningPractice> | undefined;
  let running: RunningPractice | undefined;

  const start = async (): Promise<RunningPractice> => {
    if (!launch) throw new MillraceError('NOT_AVAILABLE_HERE', { ability: 'Practice org' });
    running = await launch();
    changes.publish({ type: 'practice.changed' });
    return running;
  };

  const service: PracticeService = {
    status: () => ({
      running: running !== undefined,
      loginUrl: running?.loginUrl ?? null,
      instanceUrl: running?.instanceUrl ?? null,
      username: running?.users[0]?.username ?? null,
    }),
    ensure: () => {
      starting ??= start().catch((error: unknown) => {
        // A failed start must not keep the next one from trying.
        starting = undefined;
        throw error;
      });
      return starting;
    },
    reset: async () => {
      (await service.ensure()).reset();
      changes.publish({ type: 'practice.changed' });
      return service.status();
    },
    close: async () => {
      const org = await starting;
      starting = undefined;
      running = undefined;
      await org?.close();
    },
  };
  return service;
}
