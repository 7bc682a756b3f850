import { useSyncExternalStore } from 'react';
import { HostProvider } from '../host/host-context.tsx';
import { UiProvider } from '../ui/index.ts';
import { Shell } from './shell.tsx';
import type { Application } from './start-application.ts';
import { StartScreen } from './start-screen.tsx';
import { useAppearance } from './use-appearance.ts';

/** The whole page: the start until the host is there, then the shell with its screens. */
export function App({ application }: { application: Application }) {
  const theme = useAppearance();
  const start = useSyncExternalStore(application.start.subscribe, application.start.get);
  return (
    <UiProvider theme={theme}>
      <HostProvider host={application.host}>
        {start.phase === 'started' ? <Shell /> : <StartScreen start={start} onRetry={application.start.retry} />}
      </HostProvider>
    </UiProvider>
  );
}
