import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('the preload script', () => {
  const posted: unknown[][] = [];
  let electron: typeof import('../../test/fakes/electron.ts');
  beforeEach(async () => {
    posted.length = 0;
    vi.stubGlobal('window', {
      location: { origin: 'app://millrace' },
      postMessage: (...args: unknown[]) => posted.push(args),
    });
    // Fresh modules, because the script does its work when it is loaded.
    vi.resetModules();
    electron = await import('../../test/fakes/electron.ts');
    await import('./preload.ts');
  });
  afterEach(() => vi.unstubAllGlobals());

  it('S4 exposes nothing to the page', () => {
    expect(electron.callsTo('contextBridge.exposeInMainWorld')).toEqual([]);
    const source = readFileSync(new URL('preload.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(/contextBridge|exposeInMainWorld|globalThis|window\.[a-z]+ *=/);
  });

  it('S4 passes one port to its own page, once, and listens for nothing else', () => {
    expect(electron.ipcRenderer.eventNames()).toEqual(['millrace:port']);
    const port = { end: 'the page’s' };
    electron.ipcRenderer.emit('millrace:port', { ports: [port], sender: 'electron' }, 'data');
    electron.ipcRenderer.emit('millrace:port', { ports: [{}] });
    expect(posted).toEqual([['millrace:port', 'app://millrace', [port]]]);
    expect(electron.ipcRenderer.eventNames()).toEqual([]);
  });
});
