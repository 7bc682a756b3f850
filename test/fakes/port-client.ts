import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { HostClient } from '../../electron/host/memory-client.ts';
import type { FakePort } from './message-port.ts';

/** The host over the page's end of a fake port, as the renderer makes its client of the real one. */
export function connectPort(port: FakePort): HostClient {
  port.start();
  return createORPCClient<HostClient>(new RPCLink({ port: port as never }));
}
