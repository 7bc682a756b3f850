import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createSocketLink, RETRY_AFTER_MS } from './socket-link.ts';

/** A socket whose life the test decides. */
class FakeSocket extends EventTarget {
  readyState = 0;
  send() {}
  close() {
    this.end();
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  end() {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

function start(options: { obtainToken?: () => Promise<string>; isHostThere?: boolean } = {}) {
  const sockets: FakeSocket[] = [];
  let forgotten = 0;
  const link = createSocketLink({
    obtainToken: options.obtainToken ?? (async () => 'token'),
    forgetToken: () => {
      forgotten += 1;
    },
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    isHostThere: async () => options.isHostThere ?? false,
  });
  return { link, sockets, forgotten: () => forgotten };
}

describe('the loopback link', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('hands out a link once its socket is open', async () => {
    const { link, sockets } = start();
    await vi.advanceTimersByTimeAsync(0);
    expect(link.current()).toBeUndefined();
    sockets[0]?.open();
    expect(link.state()).toEqual({ status: 'connected' });
    expect(link.current()).toBeDefined();
  });

  it('R24 comes back by itself, waiting longer each time', async () => {
    const { link, sockets } = start();
    await vi.advanceTimersByTimeAsync(0);
    sockets[0]?.open();
    sockets[0]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state()).toEqual({ status: 'lost', retryInMs: RETRY_AFTER_MS[0] });
    expect(link.current()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS[0]);
    sockets[1]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state()).toEqual({ status: 'lost', retryInMs: RETRY_AFTER_MS[1] });
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS[1]);
    sockets[2]?.open();
    expect(link.state()).toEqual({ status: 'connected' });
  });

  it('S22 gives a token up that a running host refuses time and again', async () => {
    const { link, sockets, forgotten } = start({ isHostThere: true });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS[4]);
      sockets[attempt]?.end();
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state().status).toBe('refused');
    expect(forgotten()).toBe(1);
  });

  it('tries no further when there is no session to be had', async () => {
    const { link, sockets } = start({
      obtainToken: async () => {
        throw new MillraceError('ACCESS_REFUSED', { detail: 'This tab has no session.' });
      },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.state()).toEqual({ status: 'refused', reason: 'This tab has no session.' });
    expect(sockets).toEqual([]);
  });
});
