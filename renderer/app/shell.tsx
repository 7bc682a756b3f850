import { NewConnectionDialog } from '../connections/new-connection-dialog.tsx';
import { useNewFlow } from '../flows/use-new-flow.ts';
import { navigate } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { useSetting } from '../stores/settings.ts';
import { ActionErrorDialog } from './action-error-dialog.tsx';
import { CurrentScreen } from './current-screen.tsx';
import { LinkBanner, OfflineBanner } from './network-banners.tsx';
import { Rail } from './rail.tsx';
import { RoleBanner } from './role-banner.tsx';
import { SafeModeBanner } from './safe-mode-banner.tsx';
import styles from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { TabStrip } from './tab-strip.tsx';
import { useChecklistWatch } from './use-checklist-watch.ts';
import { useOpenTabs } from './use-open-tabs.ts';
import { usePaneCycling } from './use-pane-cycling.ts';
import { LABELS_UP_TO_TEXT_SIZE, useShellKeys } from './use-shell-keys.ts';
import { useTestWhenBackOnline } from './use-test-when-back-online.ts';

const openNewConnection = (): void => navigate({ screen: 'new-connection' });

/** The application around its screens: tabs, rail, screen and status bar. */
export function Shell() {
  const tabs = useOpenTabs();
  const railLabels = useSetting('railLabels');
  const textSize = useSetting('textSize');
  const hasRoom = textSize <= LABELS_UP_TO_TEXT_SIZE;
  const newFlow = useNewFlow();
  const mayEditFlows = useMay('editFlows');
  const mayManageConnections = useMay('manageConnections');
  useShellKeys(tabs, {
    newFlow: mayEditFlows ? newFlow : undefined,
    newConnection: mayManageConnections ? openNewConnection : undefined,
  });
  usePaneCycling();
  useChecklistWatch();
  useTestWhenBackOnline();
  return (
    <div className={styles.shell} data-rail={railLabels === 'auto' && !hasRoom ? 'hidden' : railLabels}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <TabStrip tabs={tabs} />
      <Rail />
      <main id="main" className={styles.main} tabIndex={-1} data-pane="Content">
        <LinkBanner />
        <OfflineBanner />
        <RoleBanner />
        <SafeModeBanner />
        <CurrentScreen />
      </main>
      <StatusBar />
      <NewConnectionDialog />
      <ActionErrorDialog />
    </div>
  );
}
