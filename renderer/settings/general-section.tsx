import { useAppInfo } from '../stores/host-data.ts';
import { changeSetting, useSetting, useSettingsStore } from '../stores/settings.ts';
import { Banner, isMac, SelectField } from '../ui/index.ts';
import styles from './settings-screen.module.css';

const choices = [
  { value: 'ask', label: 'Ask when flows are active' },
  { value: 'tray', label: 'Keep active flows running in the tray' },
  { value: 'quit', label: 'Quit' },
] as const;

/** How long active flows can start: past the window on the desktop, as long as the command runs in a browser. */
export function GeneralSection() {
  const { capabilities } = useAppInfo();
  const whenWindowCloses = useSetting('whenWindowCloses');
  const saveError = useSettingsStore((state) => state.saveError);
  if (capabilities.shell !== 'desktop') {
    return (
      <p className={styles.note}>
        Active flows start for as long as <code>millrace serve</code> runs, whether this page is open or not.
      </p>
    );
  }
  if (isMac) {
    return (
      <p className={styles.note}>
        Active flows start for as long as Millrace is open. Closing its window leaves it in the Dock; Quit ends it.
      </p>
    );
  }
  return (
    <>
      {saveError && <Banner tone="error">This setting couldn’t be saved: {saveError}</Banner>}
      <SelectField
        label="When the window closes"
        help="Active flows can only start while Millrace runs. Without any, it quits."
        value={whenWindowCloses}
        options={[...choices]}
        onChange={(next) =>
          void changeSetting('whenWindowCloses', choices.find(({ value }) => value === next)?.value ?? 'ask')
        }
      />
    </>
  );
}
