import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../shared/contract/index.ts';
import { type ErrorDescription, isErrorCode, MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { isJsonObject } from '../../shared/json/json.ts';

/** Everything the host can be asked, typed; each call rejects with a {@link MillraceError}. */
export type HostClient = ContractRouterClient<typeof contract>;

/**
 * A client over a link that may be replaced (after a reconnect). While `currentLink` gives none, calls reject with
 * HOST_GONE. Whatever a link throws is turned into a MillraceError, so screens handle one type.
 */
export function createHostClient(currentLink: () => ClientLink<ClientContext> | undefined): HostClient {
  return createORPCClient<HostClient>({
    call: async (path: readonly string[], input: unknown, options: ClientOptions<ClientContext>) => {
      const link = currentLink();
      if (!link) throw new MillraceError('HOST_GONE');
      try {
        const signal = options.signal && signalWhile(options.signal, () => currentLink() === link);
        const output = await link.call(path, input, signal ? { ...options, signal } : options);
        return isAsyncIterable(output) ? withMillraceErrors(output) : output;
      } catch (thrown) {
        throw fromWire(thrown);
      }
    },
  });
}

/**
 * Passes an abort on only while the link is in use: one that broke has ended its calls by itself, and telling it of an
 * abort would fail on its closed transport.
 */
function signalWhile(signal: AbortSignal, isInUse: () => boolean): AbortSignal {
  const passedOn = new AbortController();
  const passOn = () => {
    if (isInUse()) passedOn.abort(signal.reason);
  };
  if (signal.aborted) passOn();
  else signal.addEventListener('abort', passOn, { once: true });
  return passedOn.signal;
}

/** The error behind what a transport threw: the host's own, or HOST_GONE when the transport itself broke. */
export function fromWire(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  if (thrown instanceof ORPCError) {
    if (thrown.code === 'MILLRACE' && isErrorDescription(thrown.data)) return MillraceError.from(thrown.data);
    if (thrown.code === 'BAD_REQUEST') {
      return new MillraceError('REQUEST_WRONG', { detail: thrown.message, procedure: '' }, { cause: thrown });
    }
    return toMillraceError(thrown);
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new MillraceError('HOST_GONE', {}, { cause: thrown });
  }
  if (thrown instanceof Error && /not open|closed|aborted/i.test(thrown.message)) {
    return new MillraceError('HOST_GONE', {}, { cause: thrown });
  }
  return toMillraceError(thrown);
}

function isErrorDescription(data: unknown): data is ErrorDescription {
  return isJsonObject(data) && typeof data.code === 'string' && isErrorCode(data.code);
}

function isAsyncIterable(value: unknown): value is AsyncIterableIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function withMillraceErrors(source: AsyncIterableIterator<unknown>): AsyncIterableIterator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await iterator.next();
      } catch (thrown) {
        throw fromWire(thrown);
      }
    },
    async return(value?: unknown) {
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
  };
}
