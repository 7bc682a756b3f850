import { html } from 'hono/html';
import type { ControlForm } from '../control/registry.ts';
import type { Org } from '../org.ts';
import { renderControlForm } from './control-form.ts';
import { renderInForce } from './in-force.ts';
import type { Markup } from './shell.ts';

/** The headings in the order people look for them. */
const groups: readonly ControlForm['group'][] = [
  'Sign-in',
  'Answers',
  'Records',
  'Limits and time',
  'Streaming',
  'Org',
];

/** Every control the org has, as a form, and what is in force. A control nobody registered is not shown. */
export function renderFailures(org: Org): Markup {
  const offers = org.controls
    .list()
    .flatMap((control) => (control.forms ?? []).map((form, index) => ({ control, form, index })));
  const sections = groups.map((group) => {
    const here = offers.filter(({ form }) => form.group === group);
    if (here.length === 0) return '';
    const id = `group-${group.toLowerCase().replaceAll(' ', '-')}`;
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${group}</h2>
<div class="cards">${here.map(({ control, form, index }) => renderControlForm(control, form, index))}</div></section>`;
  });
  return html`<h1>Failures</h1>
<p class="lead">Rehearse what goes wrong with a real org. Each stays in force until it has been played or you turn it off.</p>
<section aria-labelledby="in-force-title"><h2 id="in-force-title">In force</h2><div id="in-force">${renderInForce(org)}</div></section>
${sections}`;
}
