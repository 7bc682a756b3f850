import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { addResource } from '../http/resource.ts';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import { practiceUsers } from '../identity.ts';
import type { Org } from '../org.ts';
import { renderConsent } from './authorize-consent.ts';
import { allow, checkAppAccess, deny } from './authorize-decision.ts';
import { renderProblem, renderSignIn, type SignInProblem } from './authorize-page.ts';
import { type AuthorizeRequest, readAuthorizeRequest, readReturnAddress, returnError } from './authorize-request.ts';
import { respondPage } from './authorize-shell.ts';
import { authenticateOnPage } from './credentials.ts';
import { OAuthError } from './oauth-error.ts';
import { PendingSignIns } from './pending-sign-ins.ts';
import { readForm } from './token-endpoint.ts';
import { findUser, findUserByName } from './users.ts';

const path = '/services/oauth2/authorize';
const cookieName = 'practice_sign_in';

/** The id of the browser, given at its first visit. */
function browserId(context: PracticeContext): string {
  const known = getCookie(context, cookieName);
  if (known !== undefined && /^[\w-]{32}$/.test(known)) return known;
  const id = randomBytes(24).toString('base64url');
  setCookie(context, cookieName, id, { httpOnly: true, sameSite: 'Strict', path });
  return id;
}

/** Decides at once, for tests: `auto=allow` or `auto=deny`, for the user `login_hint` names or the first one. */
function decide(org: Org, request: AuthorizeRequest, decision: string): string {
  if (decision === 'deny') return deny(request);
  if (decision !== 'allow') return returnError(request, new OAuthError('invalid_request', 'auto is allow or deny'));
  const user = findUserByName(org, request.loginHint || practiceUsers[0].username);
  if (user?.active) return allow(org, request, user);
  return returnError(request, new OAuthError('invalid_request', 'login_hint names no active user'));
}

function begin(org: Org, signIns: PendingSignIns, context: PracticeContext): Response | Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  try {
    const address = readReturnAddress(query);
    try {
      const request = readAuthorizeRequest(query, address);
      const decision = query.get('auto');
      if (decision !== null) return context.redirect(decide(org, request, decision));
      const ticket = signIns.begin(request, browserId(context), org.now());
      return respondPage(context, renderSignIn({ request, ticket, username: request.loginHint }));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return context.redirect(returnError(address, error));
    }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return respondPage(context, renderProblem(error), { status: 400 });
  }
}

const problems = {
  'unknown user': 'wrong',
  'wrong password': 'wrong',
  locked: 'locked',
  inactive: 'inactive',
} as const satisfies Record<string, SignInProblem>;

/** One visitor's step on the page: what the form says, and the sign-in it belongs to. */
interface Step {
  readonly org: Org;
  readonly signIns: PendingSignIns;
  readonly context: PracticeContext;
  readonly form: URLSearchParams;
  readonly ticket: string;
  readonly request: AuthorizeRequest;
}

function signIn({ org, signIns, context, form, ticket, request }: Step): Response | Promise<Response> {
  const username = (form.get('username') ?? '').trim();
  const answer = authenticateOnPage(org, username, form.get('password') ?? '');
  if ('refusal' in answer) {
    const page = renderSignIn({ request, ticket, username, problem: problems[answer.refusal] });
    return respondPage(context, page, { status: 400 });
  }
  const { user } = answer;
  try {
    checkAppAccess(org, request, user);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    signIns.end(ticket);
    return context.redirect(returnError(request, error));
  }
  signIns.setUser(ticket, user.id);
  return respondPage(context, renderConsent({ request, ticket, user }), { returnsTo: request.redirectUri });
}

function expired(context: PracticeContext): Promise<Response> {
  const error = new OAuthError('invalid_request', 'the sign-in has expired');
  return respondPage(context, renderProblem(error), { status: 400 });
}

async function goOn(org: Org, signIns: PendingSignIns, context: PracticeContext): Promise<Response> {
  const form = await readForm(context);
  const ticket = form.get('ticket') ?? '';
  const pending = signIns.find(ticket, getCookie(context, cookieName), org.now());
  if (!pending) return expired(context);
  const { request, userId } = pending;
  const action = form.get('action');
  if (action === 'sign-in') return signIn({ org, signIns, context, form, ticket, request });
  const user = userId === null ? undefined : findUser(org, userId);
  if (action === 'switch' || !user) {
    signIns.setUser(ticket, null);
    return respondPage(context, renderSignIn({ request, ticket, username: '' }));
  }
  signIns.end(ticket);
  return context.redirect(action === 'allow' ? allow(org, request, user) : deny(request));
}

/**
 * Adds the page where users sign in and allow an app. It works without scripts. Other pages can neither frame it nor
 * post its form. An app that is unknown, or an address that is not the app's, is told to the user and never visited.
 */
export function addAuthorize(app: Hono<PracticeEnv>, org: Org): void {
  const signIns = new PendingSignIns();
  addResource(app, path, {
    GET: (context) => begin(org, signIns, context),
    POST: (context) => goOn(org, signIns, context),
  });
}
