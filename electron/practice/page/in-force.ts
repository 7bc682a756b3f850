import { html } from 'hono/html';
import type { InForce } from '../control/registry.ts';
import type { Org } from '../org.ts';
import type { Markup } from './shell.ts';

/** Everything that controls have set and that is in force now, with the control that ends it. */
export function listInForce(org: Org): readonly (InForce & { readonly control: string })[] {
  return org.controls
    .list()
    .flatMap((control) => (control.inForce?.() ?? []).map((entry) => ({ ...entry, control: control.name })));
}

/** What is in force, each with a button that ends it. */
export function renderInForce(org: Org): Markup {
  const entries = listInForce(org);
  if (entries.length === 0) {
    return html`<p class="empty">Nothing. The org answers as it should.</p>`;
  }
  const rows = entries.map(
    ({ text, off, control }) => html`<li><span class="dot" aria-hidden="true"></span><span class="what">${text}</span>
<form method="post" action="/page/controls/${control}/off" data-control>
${Object.entries(off).map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}
<button aria-label="Turn off: ${text}">Turn off</button></form></li>`,
  );
  return html`<ul class="in-force">${rows}</ul>`;
}
