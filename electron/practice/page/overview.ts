import { html } from 'hono/html';
import { orgId, practiceClients } from '../identity.ts';
import type { Org } from '../org.ts';
import { dailyRequests } from '../usage.ts';
import { listInForce, renderInForce } from './in-force.ts';
import { type Markup, renderCopyable, renderTable } from './shell.ts';

const count = new Intl.NumberFormat('en-US');

/** What the org is and how to reach it. */
export function renderOverview(org: Org): Markup {
  const records = org.store.schema.objects.reduce((sum, object) => sum + org.store.table(object).size, 0);
  const clock = `${org.now().toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const used = Math.min(org.usage.used, dailyRequests);
  const { tls } = org;
  const secure = tls
    ? html`<div><dt>Login host, TLS</dt><dd>${renderCopyable(tls.loginUrl, 'the TLS login host')}</dd></div>
<div><dt>Instance host, TLS</dt><dd>${renderCopyable(tls.instanceUrl, 'the TLS instance host')}</dd></div>`
    : '';
  const inForce = listInForce(org);
  return html`<h1>Overview</h1>
<p class="lead">A Salesforce of your own to try things on. Nothing here reaches a real org.</p>
${inForce.length === 0 ? '' : html`<section aria-labelledby="in-force-title"><h2 id="in-force-title">In force</h2>${renderInForce(org)}</section>`}
<section aria-labelledby="addresses-title"><h2 id="addresses-title">Addresses</h2>
<dl class="facts wide">
<div><dt>Login host</dt><dd>${renderCopyable(org.loginUrl, 'the login host')}</dd></div>
<div><dt>Instance host</dt><dd>${renderCopyable(org.instanceUrl, 'the instance host')}</dd></div>
${secure}
</dl></section>
<section aria-labelledby="state-title"><h2 id="state-title">State</h2>
<dl class="facts">
<div><dt>Organization ID</dt><dd>${renderCopyable(orgId, 'the organization ID')}</dd></div>
<div><dt>Seed of the sample data</dt><dd>${org.seed}</dd></div>
<div><dt>Records</dt><dd><a href="/objects">${count.format(records)}</a></dd></div>
<div><dt>Clock</dt><dd>${clock}${org.clock.offsetMs === 0 ? '' : html` <span class="tag warn">moved</span>`}</dd></div>
<div><dt>API calls used today</dt><dd>${count.format(used)} of ${count.format(dailyRequests)}</dd></div>
<div><dt>Requests noted</dt><dd><a href="/requests">${count.format(org.journal.entries().length)}</a></dd></div>
</dl></section>
<section aria-labelledby="apps-title"><h2 id="apps-title">Apps</h2>
${renderTable(
  'Registered apps',
  ['App', 'Consumer key', 'Consumer secret', 'Callback address', 'Runs as'],
  practiceClients.map(
    (
      client,
    ) => html`<tr><th scope="row">${client.name}</th><td>${renderCopyable(client.clientId, `the consumer key of ${client.name}`)}</td>
<td>${renderCopyable(client.clientSecret, `the consumer secret of ${client.name}`)}</td><td><code>${client.callbackUrl}</code></td><td>${client.runAs ?? '—'}</td></tr>`,
  ),
)}</section>`;
}
