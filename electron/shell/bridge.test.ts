import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { callsTo, FakeWebContents, handedPorts, ipcMain, resetElectron } from '../../test/fakes/electron.ts';
import { createFakePortPair } from '../../test/fakes/message-port.ts';
import type { Channel } from '../host/serve.ts';
import { offerHost } from './bridge.ts';
import { portChannel } from './port-channel.ts';

describe('the way from the page to the host', () => {
  let contents: FakeWebContents;
  let served: Channel[];
  beforeEach(() => {
    resetElectron();
    contents = new FakeWebContents();
    served = [];
    offerHost(contents as unknown as WebContents, (channel) => served.push(channel));
  });

  function load(url: string): void {
    contents.url = url;
    contents.emit('did-finish-load');
  }

  it('is one port, handed over when our page has loaded', async () => {
    load('app://millrace/index.html#/flows');
    expect(callsTo('webContents.postMessage')).toEqual([['millrace:port', null, 1]]);
    const heard: unknown[] = [];
    served[0]?.onMessage((message) => heard.push(message));
    handedPorts[0]?.start();
    handedPorts[0]?.postMessage('hello');
    await expect.poll(() => heard).toEqual(['hello']);
  });

  const badPages = [
    '',
    'about:blank',
    'https://example.com/',
    'http://127.0.0.1:1/',
    'file:///tmp/index.html',
    'data:text/html,hello',
    'app://other/index.html',
    'app://millrace.example.com/index.html',
    'app://someone@millrace/index.html',
    'chrome-error://chromewebdata/',
    'devtools://devtools/bundled/inspector.html',
  ];

  it(`S2 is not offered to ${badPages.length} pages that aren’t ours`, () => {
    for (const url of badPages) load(url);
    expect(handedPorts).toEqual([]);
    expect(served).toEqual([]);
  });

  it('S2 has no other entrance: nothing listens for messages of pages', () => {
    load('app://millrace/index.html');
    expect(ipcMain.eventNames()).toEqual([]);
    expect(callsTo('ipcMain.handle')).toEqual([]);
    expect(contents.eventNames()).toEqual(['did-finish-load']);
  });

  it('closes behind a page that is loaded again, or left', async () => {
    const closed: number[] = [];
    load('app://millrace/index.html');
    served[0]?.onClose(() => closed.push(0));
    load('app://millrace/index.html');
    served[1]?.onClose(() => closed.push(1));
    await expect.poll(() => closed).toEqual([0]);
    load('about:blank');
    await expect.poll(() => closed).toEqual([0, 1]);
    expect(served).toHaveLength(2);
  });

  it('S3 drops what is no message of the protocol', async () => {
    const [near, far] = createFakePortPair();
    const heard: unknown[] = [];
    portChannel(near).onMessage((message) => heard.push(message));
    near.start();
    const bytes = new Uint8Array([1, 2]);
    for (const message of [1, null, undefined, {}, [], { data: 'x' }, true, new Map(), bytes, 'last']) {
      far.postMessage(message);
    }
    await expect.poll(() => heard).toEqual([bytes, 'last']);
  });
});
