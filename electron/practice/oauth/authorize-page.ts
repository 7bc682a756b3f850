import { html } from 'hono/html';
import { practiceUsers } from '../identity.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type Markup, renderDocument } from './authorize-shell.ts';
import type { OAuthError } from './oauth-error.ts';

/** Why a sign-in on the page did not work. */
export type SignInProblem = 'wrong' | 'locked' | 'inactive';

const problemWords: Readonly<Record<SignInProblem, string>> = {
  wrong: 'Username or password is wrong. The password is entered here without the security token.',
  locked: 'This user is locked out. An administrator has to unlock it.',
  inactive: 'This user is deactivated. An administrator has to activate it.',
};

/** The page that asks for username and password. */
export function renderSignIn(page: {
  readonly request: AuthorizeRequest;
  readonly ticket: string;
  readonly username: string;
  readonly problem?: SignInProblem;
}): Markup {
  const { request, ticket, username, problem } = page;
  const invalid = problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`;
  // Without scripts this is how the cursor gets to where typing goes on.
  const focus = html` autofocus`;
  return renderDocument(
    problem === undefined ? 'Sign in' : 'Sign in: not successful',
    html`<h1>Sign in</h1>
<p>to continue to <strong>${request.client.name}</strong></p>
${problem === undefined ? '' : html`<p class="problem" id="problem" role="alert">${problemWords[problem]}</p>`}
<form method="post" action="/services/oauth2/authorize">
<input type="hidden" name="ticket" value="${ticket}">
<label for="username">Username</label>
<input id="username" name="username" type="text" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="200" required${invalid}${username === '' ? focus : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required${invalid}${username === '' ? '' : focus}>
<button class="primary" name="action" value="sign-in">Sign in</button>
</form>
<details>
<summary>Users of this practice org</summary>
<dl>
${practiceUsers.map((user) => html`<dt>${user.title}</dt><dd><code>${user.username}</code></dd>`)}
<dt>Password</dt><dd><code>${practiceUsers[0].password}</code></dd>
</dl>
</details>`,
  );
}

const causes: Readonly<Record<string, string>> = {
  invalid_client_id: 'The org does not know the app that sent you here. Check the consumer key in the app.',
  redirect_uri_mismatch:
    'The app wants to be answered at an address that is not registered for it. Check the callback address in the app.',
  invalid_request: 'Go back to the app and start signing in again.',
};

/** The page for a request that cannot be answered to the app. */
export function renderProblem({ code, message }: OAuthError): Markup {
  return renderDocument(
    'Signing in is not possible',
    html`<h1>Signing in is not possible</h1>
<p>${causes[code] ?? causes.invalid_request}</p>
<p class="problem" role="alert"><code>${code}: ${message}</code></p>`,
  );
}
