import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, securityHeaders } from '../../shared/security/content-security-policy.ts';
import type { StaticFiles } from '../node/static-files.ts';
import { APP_SCHEME, isOwnPage } from './page.ts';

/** Must be called before the app is ready: Electron fixes the privileges of schemes then. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the page's files, and nothing outside their list (S9). */
export function serveApp(session: Pick<Session, 'protocol'>, files: StaticFiles): void {
  session.protocol.handle(APP_SCHEME, (request) => answerFrom(files, request));
}

/** The answer to one request: 405 for anything but reading, 404 for what isn't in the list. */
export function answerFrom(files: StaticFiles, request: Pick<Request, 'method' | 'url'>): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
  const file = isOwnPage(request.url) ? files.get(new URL(request.url).pathname)?.() : undefined;
  if (!file) return new Response(null, { status: 404 });
  return new Response(request.method === 'HEAD' ? null : file.body, {
    headers: {
      ...securityHeaders,
      'content-type': file.type,
      'content-security-policy': contentSecurityPolicy(),
    },
  });
}
