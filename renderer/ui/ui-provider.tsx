import '@mantine/core/styles.layer.css';
import './tokens.css';
import './base.css';
import './mantine.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { LiveRegions } from './live-regions.tsx';
import { POPUPS_ID, uiTheme } from './theme.ts';
import { ToastArea } from './toast-area.tsx';

/** The theme that is on screen, after “System” was resolved. */
export type ResolvedTheme = 'light' | 'dark';

/**
 * Puts tokens, theme, toasts and live regions around the application. The library's own `<style>` of variables is
 * left out: the content security policy refuses inline styles, and `mantine.css` sets what is needed.
 */
export function UiProvider({ theme, children }: { theme: ResolvedTheme; children: ReactNode }) {
  return (
    <MantineProvider theme={uiTheme} forceColorScheme={theme} withCssVariables={false} withGlobalClasses={false}>
      {children}
      <section id={POPUPS_ID} aria-label="Popups" />
      <ToastArea />
      <LiveRegions />
    </MantineProvider>
  );
}
