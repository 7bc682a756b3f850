import { html } from 'hono/html';
import type { Org } from '../org.ts';
import { type Markup, renderCopyable, renderTable } from './shell.ts';

function renderState(org: Org, id: string, active: boolean): Markup {
  if (!active) return html`<span class="tag">deactivated</span>`;
  if (org.credentials.isLocked(id)) return html`<span class="tag bad">locked</span>`;
  if (org.credentials.isPasswordExpired(id)) return html`<span class="tag warn">password expired</span>`;
  return html`<span class="tag good">active</span>`;
}

/** All users with what they sign in with. The secrets guard made-up data only, on this computer only. */
export function renderUsers(org: Org): Markup {
  const rows = [...org.store.table(org.store.schema.need('User')).rows()].map((row) => {
    const id = String(row.Id ?? '');
    const username = String(row.Username ?? '');
    const { password, securityToken } = org.credentials.secrets(id);
    return html`<tr><th scope="row">${String(row.Name ?? '')}</th><td>${renderCopyable(username, `the username of ${username}`)}</td>
<td>${org.access.profileOf(id).name}</td><td>${renderState(org, id, row.IsActive === true)}</td>
<td>${renderCopyable(password, `the password of ${username}`)}</td><td>${renderCopyable(securityToken, `the security token of ${username}`)}</td></tr>`;
  });
  return html`<h1>Users</h1>
<p class="lead">Passwords and security tokens are shown on purpose: they open made-up data on this computer only.</p>
${renderTable('All users', ['Name', 'Username', 'Profile', 'State', 'Password', 'Security token'], rows)}`;
}
