import { lazy, type ReactNode, Suspense } from 'react';
import { ConnectionScreen } from '../connections/connection-screen.tsx';
import { ConnectionsScreen } from '../connections/connections-screen.tsx';
import { NewConnectionScreen } from '../connections/new-connection-screen.tsx';
import { FlowsScreen } from '../flows/flows-screen.tsx';
import { TemplatesScreen } from '../flows/templates-screen.tsx';
import { HomeScreen } from '../home/home-screen.tsx';
import { RunScreen } from '../runs/run-screen.tsx';
import { RunsScreen } from '../runs/runs-screen.tsx';
import { CredentialScreen } from '../settings/credentials/credential-screen.tsx';
import { NewCredentialScreen } from '../settings/credentials/new-credential-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { useHostData } from '../stores/host-data.ts';
import { type Route, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { ErrorBoundary, useScreenTitle } from '../ui/index.ts';
import { RefusedScreen, type WayBack } from './refused-screen.tsx';
import { UnknownScreen } from './unknown-screen.tsx';

/** The editor is the heaviest part of the page and loads when the first flow is opened. */
const EditorScreen = lazy(async () => {
  const { EditorScreen: component } = await import('../editor/editor-screen.tsx');
  return { default: component };
});

/** The screen that the address names. One that fails shows a card and leaves the rest of the application usable. */
export function CurrentScreen() {
  const { route } = useRoute();
  return (
    <ErrorBoundary key={placeOf(route)} title="This screen couldn’t be shown" retryLabel="Reload this screen">
      <Suspense fallback={null}>{screenOf(route)}</Suspense>
    </ErrorBoundary>
  );
}

/** What makes it another screen: tabs and sections of one screen aren't. */
function placeOf(route: Route): string {
  if (route.screen === 'flow') return `flow ${route.flowId}`;
  if (route.screen === 'connection') return `connection ${route.connectionId}`;
  if (route.screen === 'credential') return `credential ${route.credentialId}`;
  if (route.screen === 'run') return `run ${route.runId}`;
  return route.screen;
}

/** The window's title while a flow is open. */
function FlowTitle({ flowId }: { flowId: string }) {
  const name = useHostData((state) => state.flows.data?.find(({ id }) => id === flowId)?.name);
  useScreenTitle(name ?? 'Flow');
  return null;
}

/** A screen for those who may manage connections; others are told why it isn't there for them. */
function ForManagers({ title, back, children }: { title: string; back: WayBack; children: ReactNode }) {
  const mayManage = useMay('manageConnections');
  return mayManage ? children : <RefusedScreen title={title} right="manageConnections" back={back} />;
}

const toConnections: WayBack = { route: { screen: 'connections' }, label: 'See all connections' };
const toCredentials: WayBack = {
  route: { screen: 'settings', section: 'credentials' },
  label: 'See all named credentials',
};

function screenOf(route: Route): ReactNode {
  switch (route.screen) {
    case 'home':
      return <HomeScreen />;
    case 'flows':
      return <FlowsScreen />;
    case 'flow':
      return (
        <>
          <FlowTitle flowId={route.flowId} />
          <EditorScreen flowId={route.flowId} />
        </>
      );
    case 'connections':
      return <ConnectionsScreen />;
    case 'new-connection':
      return (
        <ForManagers title="New connection" back={toConnections}>
          <NewConnectionScreen />
        </ForManagers>
      );
    case 'connection':
      return <ConnectionScreen connectionId={route.connectionId} tab={route.tab} />;
    case 'runs':
      return <RunsScreen />;
    case 'run':
      return <RunScreen runId={route.runId} />;
    case 'templates':
      return <TemplatesScreen />;
    case 'settings':
      return <SettingsScreen section={route.section} />;
    case 'new-credential':
      return (
        <ForManagers title="New named credential" back={toCredentials}>
          <NewCredentialScreen />
        </ForManagers>
      );
    case 'credential':
      return <CredentialScreen credentialId={route.credentialId} />;
    case 'unknown':
      return <UnknownScreen />;
  }
}
