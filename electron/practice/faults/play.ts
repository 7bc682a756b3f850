import { setTimeout as wait } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { PracticeContext } from '../http/respond.ts';
import type { Fault, FaultAnswer } from './fault.ts';

function answerWith(context: PracticeContext, { status, body, contentType }: FaultAnswer): void {
  const headers = new Headers({ 'content-type': contentType });
  context.res = new Response(status === 204 || status === 304 ? null : body, { status, headers });
}

/** Ends the caller's connection. The marker tells the server that there is nothing left to send. */
function cut(context: PracticeContext): Response {
  context.env.outgoing.destroy();
  return new Response(null, { headers: RESPONSE_ALREADY_SENT.headers });
}

/** The same answer in pieces, ended early when the caller goes away or the org stops. */
async function drip(
  answer: Response,
  { bytes, everyMs }: NonNullable<Fault['drip']>,
  stopping: AbortSignal,
): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const gone = new AbortController();
  const signal = AbortSignal.any([stopping, gone.signal]);
  let sent = 0;
  const pieces = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent > 0) await wait(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return controller.close();
      controller.enqueue(body.subarray(sent, sent + bytes));
      sent += bytes;
      if (sent >= body.byteLength) controller.close();
    },
    cancel: () => gone.abort(),
  });
  const headers = new Headers(answer.headers);
  headers.set('content-length', String(body.byteLength));
  return new Response(body.byteLength === 0 ? null : pieces, { status: answer.status, headers });
}

/**
 * Plays a failure on a request; `carryOut` does what was asked and leaves the answer in the context. A caller that
 * goes away during the delay does not stop the request: a slow service carries it out all the same. Resolves with
 * what to send and with the status the caller gets, null when it gets no answer.
 */
export async function playFault(
  context: PracticeContext,
  fault: Fault,
  carryOut: () => Promise<void>,
  stopping: AbortSignal,
): Promise<{ response: Response; status: number | null }> {
  if (fault.delayMs > 0) await wait(fault.delayMs, undefined, { signal: stopping });
  if (fault.cut === 'before') return { response: cut(context), status: null };
  if (fault.answer) answerWith(context, fault.answer);
  else await carryOut();
  if (fault.cut === 'after') return { response: cut(context), status: null };
  for (const [name, value] of Object.entries(fault.headers)) context.res.headers.set(name, value);
  const response = fault.drip ? await drip(context.res, fault.drip, stopping) : context.res;
  return { response, status: response.status };
}
