import { ApiError } from '../api-error.ts';
import type { PracticeContext } from './respond.ts';

/**
 * Throws ApiError 421 unless the Host header names this computer at the port that was called. A page elsewhere whose
 * host name is made to point at 127.0.0.1 (DNS rebinding) sends its own name, so it gets no further.
 */
export function checkOwnHost(context: PracticeContext): void {
  const port = context.env.incoming.socket.localPort;
  const host = context.req.header('host');
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return;
  throw new ApiError(421, 'MISDIRECTED_REQUEST', 'This address answers to 127.0.0.1 and localhost only.');
}
