import { useEffect } from 'react';
import { currentRoute, navigate } from '../stores/navigation.ts';
import { changeSetting, useSettingsStore } from '../stores/settings.ts';
import { destinations } from './destinations.ts';
import type { OpenTabs } from './use-open-tabs.ts';

/** Labels are shown by default in windows of this width and wider, in px (ui.md §2). */
const LABELS_FROM = 1280;

/** With larger text than this, in percent, labels would take too much of the window unless they are asked for. */
export const LABELS_UP_TO_TEXT_SIZE = 125;

/** What the keys for new things start; undefined where the person may not make them. */
type NewThings = { newFlow: (() => Promise<void>) | undefined; newConnection: (() => void) | undefined };

/** The shortcuts that work everywhere: destinations, the rail, tabs, new things, Settings. Digits go by the physical key. */
export function useShellKeys(tabs: OpenTabs, { newFlow, newConnection }: NewThings): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const mod = event.ctrlKey || event.metaKey;
      if (event.ctrlKey && event.key === 'Tab') return take(event, () => tabs.move(event.shiftKey ? -1 : 1));
      if (!mod || event.altKey) return;
      const digit = /^(?:Digit|Numpad)([1-6])$/.exec(event.code)?.[1];
      const destination = digit === undefined ? undefined : destinations[Number(digit) - 1];
      if (destination && !event.shiftKey) return take(event, () => navigate(destination.route));
      const key = event.key.toLowerCase();
      if (key === 'n') {
        const start = event.shiftKey ? newConnection : newFlow;
        return start && take(event, () => void start());
      }
      if (key === 'b' && !event.shiftKey) return take(event, toggleRail);
      if (key === ',' && !event.shiftKey) {
        return take(event, () => navigate({ screen: 'settings', section: 'appearance' }));
      }
      if (key === 'w' && !event.shiftKey) {
        const { route } = currentRoute();
        if (route.screen === 'flow') return take(event, () => tabs.close(route.flowId));
      }
      if (key === 't' && event.shiftKey) return take(event, tabs.reopen);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [tabs, newFlow, newConnection]);
}

function take(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

function toggleRail(): void {
  const { railLabels, textSize } = useSettingsStore.getState().settings;
  const hasRoom = window.innerWidth >= LABELS_FROM && textSize <= LABELS_UP_TO_TEXT_SIZE;
  const shown = railLabels === 'auto' ? hasRoom : railLabels === 'shown';
  void changeSetting('railLabels', shown ? 'hidden' : 'shown');
}
