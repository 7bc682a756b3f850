import { ipcRenderer } from 'electron';
import { PORT_MESSAGE } from '../../shared/contract/port-message.ts';

// The sandboxed preload script runs in the page's process, where there is a window; the shell's project has no DOM.
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, transfer: unknown[]): void;
};

/**
 * The whole preload script: it hands the host's port to the page and exposes nothing (S4). The page recognises the
 * message by its text and by coming from its own window.
 */
ipcRenderer.once(PORT_MESSAGE, (event) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, [...event.ports]);
});
