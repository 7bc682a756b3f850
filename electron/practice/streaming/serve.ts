import { randomBytes } from 'node:crypto';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { ApiError, notFound } from '../api-error.ts';
import { readBytes } from '../http/body.ts';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { authenticate } from '../rest/authenticate.ts';
import { newestVersion, parseVersion } from '../rest/versions.ts';
import { type BayeuxMessage, type BayeuxReply, failure, readMessages } from './bayeux.ts';
import { answerConnect } from './connect.ts';
import { answerHandshake, answerMessage, type Caller, findClient } from './handle.ts';

/** Largest POST, in bytes. Source: Streaming API error codes, 413. */
const requestLimit = 32_768;

/** The first version whose ordinary path knows replay; the one before has it under `/cometd/replay`. */
const replayVersion = 37;

const suffixes = new Set(['handshake', 'connect', 'subscribe', 'unsubscribe', 'disconnect']);
const uriForm = `URI format: '/cometd/${newestVersion}.0'`;

/** What the path says: the version and whether it is the replay path, or why it is refused. */
function readPath(org: Org, path: string): { readonly knowsReplay: boolean } | { readonly error: string } {
  const parts = path.split('/').filter((part) => part !== '');
  parts.shift();
  if (suffixes.has(parts.at(-1) ?? '')) parts.pop();
  const isReplay = parts[0] === 'replay';
  if (isReplay) parts.shift();
  const [text, ...others] = parts;
  if (others.length > 0) throw notFound();
  if (text === undefined) return { error: `400::API version in the URI is mandatory. ${uriForm}` };
  const version = parseVersion(text);
  const oldest = org.switches.values.versionFloor;
  if (version === null || version < oldest || version > newestVersion) {
    const which = `Only API versions '${oldest}.0' and above are supported.`;
    return { error: `400::Unsupported API version. ${which} ${uriForm}` };
  }
  return { knowsReplay: version >= replayVersion || (isReplay && version === replayVersion - 1) };
}

async function readText(context: PracticeContext): Promise<string | null> {
  try {
    return Buffer.from(await readBytes(context, requestLimit)).toString('utf8');
  } catch (error) {
    if (error instanceof ApiError && error.status === 413) return null;
    throw error;
  }
}

/** The session of a call, or why it has none, in Bayeux form. */
function readSession(context: PracticeContext, org: Org): Caller['session'] {
  const header = context.req.header('authorization');
  if (header === undefined) return '401::Request requires authentication';
  try {
    const session = authenticate(org, header);
    context.set('session', session);
    return session;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 403 ? '403::User not enabled for streaming' : '401::Authentication invalid';
  }
}

/** Ends the caller's connection. The marker tells the server that there is nothing left to send. */
function cut(context: PracticeContext): Response {
  context.env.outgoing.destroy();
  return new Response(null, { headers: RESPONSE_ALREADY_SENT.headers });
}

async function answerAll(
  context: PracticeContext,
  org: Org,
  messages: readonly BayeuxMessage[],
  caller: Caller,
): Promise<Response> {
  const { streaming } = org;
  const replies: BayeuxReply[] = [];
  const held = messages.findLast(({ channel }) => channel === '/meta/connect');
  for (const message of messages) {
    if (message === held) continue;
    if (message.channel === '/meta/handshake') {
      const browser = caller.browser ?? randomBytes(16).toString('hex');
      const reply = answerHandshake(streaming, message, caller, browser);
      if (reply.successful === true && caller.browser === null) {
        context.header('Set-Cookie', `BAYEUX_BROWSER=${browser}; Path=/; HttpOnly`);
      }
      replies.push(reply);
      continue;
    }
    const found = findClient(streaming, message, caller);
    replies.push(
      'client' in found ? answerMessage(streaming, found.client, message, caller.knowsReplay) : found.refusal,
    );
  }
  if (!held) return respondJson(context, replies);
  const found = findClient(streaming, held, caller);
  if (!('client' in found)) return respondJson(context, [...replies, found.refusal]);
  const { outgoing } = context.env;
  const answer = await answerConnect(streaming, found.client, held, {
    isAuthentic: () => typeof readSession(context, org) !== 'string',
    onClosed: (listener) => {
      if (outgoing.destroyed) listener();
      else outgoing.once('close', listener);
    },
  });
  return answer ? respondJson(context, [...replies, ...answer]) : cut(context);
}

/** Serves CometD: POST `/cometd/<version>` and `/cometd/replay/<version>`, with or without the message's name behind. */
export function serveStreaming(app: Hono<PracticeEnv>, org: Org, stopping: AbortSignal): void {
  stopping.addEventListener('abort', () => org.streaming.stop(), { once: true });
  const post = async (context: PracticeContext): Promise<Response> => {
    context.header('Cache-Control', 'no-cache, no-store');
    const path = readPath(org, context.req.path);
    const text = await readText(context);
    if (text === null) {
      return respondJson(context, [{ error: '413::Maximum Request Size Exceeded', successful: false }], 413);
    }
    const messages = readMessages(text);
    if (!messages)
      return respondJson(context, [{ error: '400::The body is no Bayeux message', successful: false }], 400);
    if ('error' in path) {
      return respondJson(
        context,
        messages.map((message) => failure(message, path.error)),
        400,
      );
    }
    const cookie = getCookie(context, 'BAYEUX_BROWSER');
    return answerAll(context, org, messages, {
      session: readSession(context, org),
      browser: cookie !== undefined && /^[\w.-]{1,100}$/.test(cookie) ? cookie : null,
      hasCookies: context.req.header('cookie') !== undefined,
      knowsReplay: path.knowsReplay,
    });
  };
  addResource(app, '/cometd', { POST: post });
  addResource(app, '/cometd/*', { POST: post });
}
