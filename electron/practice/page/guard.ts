import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ApiError } from '../api-error.ts';
import { checkOwnHost } from '../http/own-host.ts';
import type { PracticeContext } from '../http/respond.ts';

/** Cookies do not tell ports apart, so the name does: two orgs on one computer keep two sign-ins. */
function cookieName(context: PracticeContext): string {
  return `practice_${context.env.incoming.socket.localPort}`;
}

function isSecure(context: PracticeContext): boolean {
  return context.req.url.startsWith('https:');
}

/** The secret a browser shows; empty when it shows none. */
export function shownSecret(context: PracticeContext): string {
  return getCookie(context, cookieName(context)) ?? '';
}

/** Gives a browser its secret: no script reads it, no other site makes the browser send it. */
export function giveSecret(context: PracticeContext, secret: string): void {
  const secure = isSecure(context);
  setCookie(context, cookieName(context), secret, { httpOnly: true, sameSite: 'Strict', path: '/', secure });
}

/** Takes the secret from a browser. */
export function takeSecret(context: PracticeContext): void {
  deleteCookie(context, cookieName(context), { path: '/', secure: isSecure(context) });
}

/**
 * Throws ApiError unless a request was sent to this computer by its own name (421) and, where it changes something, by
 * the page itself (403). Another program's page on another port counts as the same site for cookies, so the origin is
 * looked at as well.
 */
export function checkOrigin(context: PracticeContext): void {
  checkOwnHost(context);
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return;
  const own = `${isSecure(context) ? 'https' : 'http'}://${context.req.header('host')}`;
  if (context.req.header('origin') === own) return;
  throw new ApiError(403, 'FORBIDDEN', 'Only the page of this org may do this.');
}

/** What the page may load and where it may be shown: its own files, in no frame, kept in no store. */
export function setPageHeaders(context: PracticeContext): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  context.header('Content-Security-Policy', policy.join('; '));
  context.header('X-Content-Type-Options', 'nosniff');
  context.header('X-Frame-Options', 'DENY');
  // Not `no-referrer`: browsers would then send `Origin: null` with the page's own forms.
  context.header('Referrer-Policy', 'same-origin');
  context.header('Cross-Origin-Opener-Policy', 'same-origin');
  context.header('Cross-Origin-Resource-Policy', 'same-origin');
  context.header('Cache-Control', 'no-store');
}
