import { html } from 'hono/html';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type Markup, renderDocument } from './authorize-shell.ts';
import { scopeWords } from './scopes.ts';
import type { OrgUser } from './users.ts';

/** The place the browser returns to, as people name it: a host, or an app's own scheme. */
function placeOf(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri);
  return host === '' ? protocol : host;
}

/** The page that asks a signed-in user whether the app may act for them. */
export function renderConsent(page: {
  readonly request: AuthorizeRequest;
  readonly ticket: string;
  readonly user: OrgUser;
}): Markup {
  const { request, ticket, user } = page;
  const initials = [user.firstName, user.lastName].map((name) => [...name][0] ?? '').join('');
  // Two scopes may mean the same.
  const permissions = new Set(request.scopes.map((scope) => scopeWords.get(scope) ?? scope));
  return renderDocument(
    'Allow access',
    html`<h1>Allow access?</h1>
<p><strong>${request.client.name}</strong> asks to act for you in this org.</p>
<form method="post" action="/services/oauth2/authorize">
<input type="hidden" name="ticket" value="${ticket}">
<div class="user">
<span class="avatar" aria-hidden="true">${initials}</span>
<p><strong>${user.name}</strong>${user.username}</p>
<button class="link" name="action" value="switch">Not you?</button>
</div>
<h2 id="permissions">It will be able to</h2>
<ul class="scopes" aria-labelledby="permissions">
${[...permissions].map(
  (words) =>
    html`<li><svg viewBox="0 0 20 20" aria-hidden="true"><path d="M4 10.5l4 4 8-9"/></svg><span>${words}</span></li>`,
)}
</ul>
<p class="back">Either way you return to <strong>${placeOf(request.redirectUri)}</strong>.</p>
<div class="choices">
<button class="secondary" name="action" value="deny">Deny</button>
<button class="primary" name="action" value="allow">Allow</button>
</div>
</form>`,
  );
}
