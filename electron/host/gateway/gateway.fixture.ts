import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallPort } from '../../connectors/sdk/index.ts';
import { createNodeClock } from '../../node/clock.ts';
import { createNodeFiles } from '../../node/files.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import type { HttpTransport } from '../../ports/http.ts';
import { createGateway, type GatewayRequest } from './gateway.ts';
import type { CallRecord } from './record.ts';

/** A gateway over the real transport, opened for one step; what it recorded and counted can be looked at. */
export type OpenGateway = {
  port: CallPort;
  records: CallRecord[];
  readonly calls: number;
  folder: string;
  transport: HttpTransport;
};

/** Opens a gateway for a test. `folder` is where relative paths start; a new temporary one unless given. */
export function openGateway(
  more: Partial<GatewayRequest> & { folder?: string; transport?: HttpTransport } = {},
): OpenGateway {
  const {
    folder = mkdtempSync(join(tmpdir(), 'millrace-gateway-')),
    transport = createHttpTransport(),
    ...request
  } = more;
  const records: CallRecord[] = [];
  let calls = 0;
  const gateway = createGateway({ transport, clock: createNodeClock(), observers: [(record) => records.push(record)] });
  const port = gateway.open({
    runId: 'run-1',
    step: 'send',
    connectionId: 'connection-1',
    connector: 'http',
    files: createNodeFiles(folder),
    called: () => {
      calls += 1;
    },
    ...request,
  });
  return {
    port,
    records,
    get calls() {
      return calls;
    },
    folder,
    transport,
  };
}
