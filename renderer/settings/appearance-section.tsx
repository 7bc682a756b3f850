import { useMay } from '../stores/rights.ts';
import { changeSetting, defaultSettings, useSetting, useSettingsStore } from '../stores/settings.ts';
import { Banner, Button, Segmented } from '../ui/index.ts';
import styles from './settings-screen.module.css';

const textSizes = [100, 112, 125, 150, 200] as const;

/** Theme, density and text size. */
export function AppearanceSection() {
  const theme = useSetting('theme');
  const density = useSetting('density');
  const textSize = useSetting('textSize');
  const isKept = useMay('changeSettings');
  const saveError = useSettingsStore((state) => state.saveError);
  return (
    <>
      {!isKept && <p className={styles.note}>What you change here holds until this page is closed or loaded again.</p>}
      {saveError && <Banner tone="error">This setting couldn’t be saved: {saveError}</Banner>}
      <Segmented
        label="Theme"
        value={theme}
        options={[
          { value: 'system', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(value) => void changeSetting('theme', value)}
      />
      <Segmented
        label="Density"
        value={density}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
        onChange={(value) => void changeSetting('density', value)}
      />
      <Segmented
        label="Text size"
        value={String(textSize)}
        options={textSizes.map((size) => ({ value: String(size), label: `${size} %` }))}
        onChange={(value) =>
          void changeSetting('textSize', textSizes.find((size) => String(size) === value) ?? defaultSettings.textSize)
        }
      />
      <div className={styles.actions}>
        <Button
          onClick={() => {
            for (const name of ['theme', 'density', 'textSize'] as const)
              void changeSetting(name, defaultSettings[name]);
          }}
        >
          Reset
        </Button>
      </div>
    </>
  );
}
