import { create } from 'zustand';
import { toMillraceError } from '../../shared/errors/index.ts';
import { isJsonObject, type JsonObject } from '../../shared/json/json.ts';
import type { HostClient } from '../host/host-client.ts';
import { may } from './rights.ts';

/** The settings that the renderer knows; other names of the host's are left alone. */
export type Settings = {
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  /** Percent of the usual text size. */
  textSize: 100 | 112 | 125 | 150 | 200;
  /** Labels of the rail; `auto` shows them in windows of 1280 px and wider. */
  railLabels: 'auto' | 'shown' | 'hidden';
  /** What the desktop does with active flows when its last window closes. */
  whenWindowCloses: 'ask' | 'tray' | 'quit';
  /** Flows whose tabs were open. */
  openTabs: string[];
  checklist: Checklist;
};

/** The steps of “Try it now” that were done. `filterAtStart` is the sample's filter as it was first seen. */
export type Checklist = {
  ranSample?: boolean;
  lookedAtData?: boolean;
  changedFilter?: boolean;
  connectedOwn?: boolean;
  hidden?: boolean;
  filterAtStart?: string;
};

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'comfortable',
  textSize: 100,
  railLabels: 'auto',
  whenWindowCloses: 'ask',
  openTabs: [],
  checklist: {},
};

type SettingsState = { settings: Settings; saveError: string | undefined };

/** Settings as they are in force; changes apply at once and are kept by the host. */
export const useSettingsStore = create<SettingsState>(() => ({ settings: defaultSettings, saveError: undefined }));

/** One setting. */
export function useSetting<Name extends keyof Settings>(name: Name): Settings[Name] {
  return useSettingsStore((state) => state.settings[name]);
}

let keep: HostClient['app']['settings'] | undefined;

/** Reads the settings that the host keeps; later changes are sent to it. */
export async function loadSettings(client: HostClient): Promise<void> {
  keep = client.app.settings;
  const stored = await client.app.settings.get();
  useSettingsStore.setState({ settings: readSettings(stored) });
}

/**
 * Changes one setting: at once here, then in the host. A failure leaves the change in force and says so in Settings.
 * Those who may not change what the host keeps for everybody change it for this page.
 */
export async function changeSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
  useSettingsStore.setState((state) => ({ settings: { ...state.settings, [name]: value } }));
  try {
    if (may('changeSettings')) await keep?.set({ name, value });
    useSettingsStore.setState({ saveError: undefined });
  } catch (thrown) {
    useSettingsStore.setState({ saveError: toMillraceError(thrown).message });
  }
}

/** Marks a step of “Try it now” as done; does nothing when it is already. */
export function tickChecklist(item: 'ranSample' | 'lookedAtData' | 'changedFilter' | 'connectedOwn'): void {
  const { checklist } = useSettingsStore.getState().settings;
  if (!checklist[item]) void changeSetting('checklist', { ...checklist, [item]: true });
}

/** The stored values that have the form they should; anything else falls back to its default. */
export function readSettings(stored: JsonObject): Settings {
  const { theme, density, textSize, railLabels, whenWindowCloses, openTabs, checklist } = stored;
  return {
    theme: oneOf(theme, ['system', 'light', 'dark'], defaultSettings.theme),
    density: oneOf(density, ['comfortable', 'compact'], defaultSettings.density),
    textSize: oneOf(textSize, [100, 112, 125, 150, 200], defaultSettings.textSize),
    railLabels: oneOf(railLabels, ['auto', 'shown', 'hidden'], defaultSettings.railLabels),
    whenWindowCloses: oneOf(whenWindowCloses, ['ask', 'tray', 'quit'], defaultSettings.whenWindowCloses),
    openTabs: Array.isArray(openTabs) ? openTabs.filter((id) => typeof id === 'string') : [],
    checklist: isJsonObject(checklist) ? readChecklist(checklist) : {},
  };
}

function readChecklist(stored: JsonObject): Checklist {
  const checklist: Checklist = {};
  for (const item of ['ranSample', 'lookedAtData', 'changedFilter', 'connectedOwn', 'hidden'] as const) {
    if (stored[item] === true) checklist[item] = true;
  }
  if (typeof stored.filterAtStart === 'string') checklist.filterAtStart = stored.filterAtStart;
  return checklist;
}

function oneOf<const Choice>(value: unknown, choices: readonly Choice[], otherwise: Choice): Choice {
  return choices.find((choice) => choice === value) ?? otherwise;
}
