import { html } from 'hono/html';
import type { JournalEntry, JournalFilter } from '../journal.ts';
import type { Org } from '../org.ts';
import type { Markup } from './shell.ts';

const shownAtOnce = 200;
const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'];

/** What the filter of the list holds, as typed. */
export interface RequestsFilter {
  readonly path: string;
  readonly method: string;
  readonly host: string;
}

/** Reads the filter from the address; anything unknown chooses nothing. A path without `*` matches anywhere. */
export function readRequestsFilter(query: Readonly<Record<string, string>>): RequestsFilter {
  const { path = '', method = '', host = '' } = query;
  return {
    path: path.trim().slice(0, 500),
    method: methods.includes(method) ? method : '',
    host: host === 'login' || host === 'instance' ? host : '',
  };
}

function toJournalFilter({ path, method, host }: RequestsFilter): JournalFilter {
  return {
    ...(path === '' ? {} : { path: path.includes('*') ? path : `*${path}*` }),
    ...(method === '' ? {} : { method }),
    ...(host === 'login' || host === 'instance' ? { host } : {}),
  };
}

function renderStatus({ status, durationMs }: JournalEntry): Markup {
  if (status === null) return durationMs === null ? html`<span class="tag">no answer</span>` : html`—`;
  const kind = status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
  return html`<span class="tag ${kind}">${status}</span>`;
}

function renderRow(entry: JournalEntry): Markup {
  const query = entry.query === '' ? '' : html`<span class="query">?${entry.query}</span>`;
  const note = entry.failure === null ? '' : html`<span class="note">Failure played: ${entry.failure}</span>`;
  return html`<tr data-number="${entry.number}"><td><time datetime="${entry.at}">${entry.at.slice(11, 23)}</time></td><td>${entry.host}</td>
<td><code>${entry.method}</code></td><td class="path"><code>${entry.path}${query}</code>${note}</td><td>${renderStatus(entry)}</td>
<td class="number">${entry.durationMs === null ? '' : String(entry.durationMs)}</td><td class="number">${entry.bytes === null ? '' : String(entry.bytes)}</td><td>${entry.user ?? ''}</td></tr>`;
}

/** The rows of the list, newest first, and the number of the newest request, by which the page sees what is new. */
export function renderRows(
  org: Org,
  filter: RequestsFilter,
): { readonly rows: Markup; readonly total: number; readonly shown: number } {
  const entries = org.journal.entries(toJournalFilter(filter));
  const newest = entries.slice(-shownAtOnce).reverse();
  return { rows: html`${newest.map(renderRow)}`, total: entries.length, shown: newest.length };
}

/** How many there are, in words. */
export function describeCount({ total, shown }: { readonly total: number; readonly shown: number }): string {
  if (total === 0) return 'No requests.';
  if (total === shown) return total === 1 ? '1 request.' : `${total} requests, newest first.`;
  return `The newest ${shown} of ${total} requests.`;
}

/** The requests the org received, which the page keeps up to date. */
export function renderRequests(org: Org, filter: RequestsFilter): Markup {
  const list = renderRows(org, filter);
  const filtered = filter.path !== '' || filter.method !== '' || filter.host !== '';
  const option = (value: string, chosen: string, label = value) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`;
  return html`<h1>Requests</h1>
<p class="lead">What clients asked of this org, without passwords and tokens. Times are UTC.</p>
<div class="tools">
<form method="get" action="/requests" class="row" id="request-filter" role="search">
<label>Path contains<input name="path" type="search" value="${filter.path}" placeholder="/services/oauth2/token" maxlength="500" autocomplete="off" spellcheck="false"></label>
<label>Method<select name="method">${option('', filter.method, 'Any')}${methods.map((method) => option(method, filter.method))}</select></label>
<label>Host<select name="host">${option('', filter.host, 'Both')}${option('login', filter.host)}${option('instance', filter.host)}</select></label>
<button>Filter</button>
${filtered ? html`<a class="button" href="/requests">Show all</a>` : ''}
</form>
<form method="post" action="/page/requests/clear"><button>Clear the list</button></form>
</div>
<p class="line"><span id="request-count">${describeCount(list)}</span> <label class="check" id="live" hidden><input type="checkbox" checked>Keep up to date</label></p>
<div class="scroll" role="region" aria-label="Requests" tabindex="0"><table class="requests" id="requests">
<thead><tr><th scope="col">Time</th><th scope="col">Host</th><th scope="col">Method</th><th scope="col">Path</th><th scope="col">Status</th><th scope="col" class="number">ms</th><th scope="col" class="number">Bytes</th><th scope="col">User</th></tr></thead>
<tbody>${list.rows}</tbody></table></div>
<p class="empty" id="no-requests"${list.total === 0 ? '' : html` hidden`}>${filtered ? 'No request passes the filter.' : 'Nobody has asked this org for anything yet. Requests appear here as they come.'}</p>`;
}
