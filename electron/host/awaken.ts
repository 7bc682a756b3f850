import type { HostServices } from './services.ts';

/**
 * What a host with windows does by itself once they can be shown: starts the practice org, opens the vault where that
 * needs nobody, and lets interrupted runs go on. Those with connections wait until somebody opens a vault that is
 * locked; they would fail without their secrets. Nothing waits for it; each failure goes to `report`.
 */
export function awaken(services: HostServices, report: (error: unknown) => void): void {
  const { practice, vault, runs, changes } = services;
  const resumeAll = (): void => void runs.resumeInterrupted('all').catch(report);

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
          if (isDone || state === 'locked') return;
          isDone = true;
          stopListening();
          resumeAll();
        })
        .catch(report);
    };
  };

  practice.ensure().catch(report);
  vault
    .status()
    .then(({ state }) => {
      if (state !== 'locked') return resumeAll();
      resumeWhenOpen();
      return runs.resumeInterrupted('those without connections').then(() => undefined);
    })
    .catch(report);
}
