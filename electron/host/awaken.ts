import type { HostServices } from './services.ts';

/**
 * What a host with windows does by itself once they can be shown: starts the practice org, opens the vault where that
 * needs nobody, lets interrupted runs go on, and then watches the triggers of active flows (the last two not in safe mode). Runs and flows with
 * connections wait until somebody opens a vault that is locked; they would fail without their secrets. Nothing waits for
 * it; each failure goes to `report`.
 */
export function awaken(services: HostServices, report: (error: unknown) => void): void {
  const { practice, vault, runs, triggers, changes, safeMode } = services;
  const goOn = (which: 'all' | 'those without connections'): Promise<void> =>
    runs
      .resumeInterrupted(which)
      .then((resumed) => triggers.start(resumed, which))
      .catch(report);

  /** Once only, however often the vault changes before and after. */
  const resumeWhenOpen = (): void => {
    let isDone = false;
    const stopListening = changes.subscribe(({ type }) => {
      if (type === 'vault.changed') look();
    });
    const look = (): void => {
      vault
        .status()
        .then(({ state }) => {
          if (isDone || state === 'locked') return undefined;
          isDone = true;
          stopListening();
          return goOn('all');
        })
        .catch(report);
    };
  };

  practice.ensure().catch(report);
  safeMode.begin(() => {
    vault
      .status()
      .then(({ state }) => {
        if (state !== 'locked') return goOn('all');
        resumeWhenOpen();
        return goOn('those without connections');
      })
      .catch(report);
  });
}
