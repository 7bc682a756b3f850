import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createHostClient } from './host-client.ts';

const clientThatThrows = (thrown: unknown) =>
  createHostClient(() => ({
    call: async () => {
      throw thrown;
    },
  }));

describe('the host’s client', () => {
  it('turns the host’s error back into the MillraceError it was', async () => {
    const sent = new MillraceError('NAME_TAKEN', { thing: 'flow', name: 'A' });
    const wire = new ORPCError('MILLRACE', { data: sent.describe() });
    await expect(clientThatThrows(wire).flows.list()).rejects.toMatchObject(sent.describe());
  });

  it('says that the host is gone when there is no link or it broke', async () => {
    await expect(createHostClient(() => undefined).flows.list()).rejects.toMatchObject({ code: 'HOST_GONE' });
    const broken = clientThatThrows(new Error('Cannot send message, WebSocket is not open.'));
    await expect(broken.flows.list()).rejects.toMatchObject({ code: 'HOST_GONE' });
  });

  it('gives any other failure a code too', async () => {
    await expect(clientThatThrows('odd').flows.list()).rejects.toMatchObject({ code: 'UNKNOWN_ERROR' });
    await expect(clientThatThrows(new ORPCError('BAD_REQUEST')).flows.list()).rejects.toMatchObject({
      code: 'REQUEST_WRONG',
    });
  });

  it('passes an abort on, but not to a link that broke meanwhile', async () => {
    const signals: AbortSignal[] = [];
    const link = {
      call: async (_path: readonly string[], _input: unknown, options: { signal?: AbortSignal | undefined }) => {
        if (options.signal) signals.push(options.signal);
        return [];
      },
    };
    let current: typeof link | undefined = link;
    const client = createHostClient(() => current);
    const first = new AbortController();
    const second = new AbortController();
    await client.flows.list(undefined, { signal: first.signal });
    await client.flows.list(undefined, { signal: second.signal });
    first.abort();
    current = undefined;
    second.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('turns errors of a stream as well', async () => {
    const client = createHostClient(() => ({
      call: async () =>
        (async function* () {
          yield { type: 'settings.changed' };
          throw new ORPCError('MILLRACE', { data: new MillraceError('HOST_GONE').describe() });
        })(),
    }));
    const stream = await client.app.watch();
    await expect(stream.next()).resolves.toMatchObject({ value: { type: 'settings.changed' } });
    await expect(stream.next()).rejects.toMatchObject({ name: 'MillraceError', code: 'HOST_GONE' });
  });
});
