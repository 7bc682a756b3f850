import { html } from 'hono/html';
import { practiceUsers } from '../identity.ts';
import { sameText } from '../oauth/same-text.ts';
import { findUserByName } from '../oauth/users.ts';
import type { Org } from '../org.ts';
import { type Markup, renderOutside } from './shell.ts';

/** Why somebody did not get in, in words for them; null when they did. */
export function refuseSignIn(org: Org, username: string, password: string): string | null {
  const user = findUserByName(org, username);
  if (!user || !sameText(org.credentials.secrets(user.id).password, password)) {
    return 'Username or password is wrong. The password is entered here without the security token.';
  }
  if (!user.active || org.credentials.isLocked(user.id)) {
    return 'This user cannot sign in at present. Use the address that “practice start” printed.';
  }
  if (!org.access.has(user.id, 'ModifyAllData')) return 'Only an administrator of the org may open this page.';
  return null;
}

/** The page for somebody who did not come by the printed address. */
export function renderSignIn(username: string, problem: string | null): Markup {
  const invalid = problem === null ? '' : html` aria-invalid="true" aria-describedby="problem"`;
  return renderOutside(
    problem === null ? 'Sign in' : 'Sign in: not successful',
    html`<h1>Practice org</h1>
<p>Sign in as an administrator, or use the address that “practice start” printed.</p>
${problem === null ? '' : html`<p class="notice failed" id="problem" role="alert">${problem}</p>`}
<form method="post" action="/page/sign-in" class="stack">
<label>Username<input name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="200" required${invalid}></label>
<label>Password<input name="password" type="password" autocomplete="current-password" maxlength="200" required${invalid}></label>
<button class="primary">Sign in</button>
</form>
<details><summary>The administrator of a new org</summary>
<dl><dt>Username</dt><dd><code>${practiceUsers[0].username}</code></dd><dt>Password</dt><dd><code>${practiceUsers[0].password}</code></dd></dl>
</details>`,
  );
}
