import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Notice } from './page-sessions.ts';

/** A piece of a page whose texts are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The sections of the page, in the order of the navigation. */
export const sections = [
  { path: '/', title: 'Overview' },
  { path: '/objects', title: 'Objects' },
  { path: '/users', title: 'Users' },
  { path: '/requests', title: 'Requests' },
  { path: '/failures', title: 'Failures' },
] as const;

/** The path of a section. */
export type SectionPath = (typeof sections)[number]['path'];

function document(title: string, body: Markup): Markup {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/style.css">
<script src="/page/script.js" defer></script>
</head>
<body>
${body}
</body>
</html>`;
}

const mark = html`<svg class="mark" viewBox="0 0 44 44" aria-hidden="true"><rect width="44" height="44" rx="12"/><path d="M13 31V19l9-6 9 6v12M19 31v-7h6v7"/></svg>`;

/** What was just done or did not work, for eyes and for screen readers. */
export function renderNotice(notice: Notice | null): Markup {
  if (!notice) return html`<div id="notice" role="status" aria-live="polite"></div>`;
  const kind = notice.kind === 'done' ? 'notice done' : 'notice failed';
  return html`<div id="notice" role="status" aria-live="polite"><p class="${kind}">${notice.text}</p></div>`;
}

/** A page of a section. `active` is the number of failures in force, which the navigation shows. */
export function renderSection(page: {
  readonly section: SectionPath;
  readonly title: string;
  readonly active: number;
  readonly notice: Notice | null;
  readonly content: Markup;
}): Markup {
  const links = sections.map(({ path, title }) => {
    const current = path === page.section ? html` aria-current="page"` : '';
    const count =
      path === '/failures'
        ? html`<span class="count" id="active-count"${page.active === 0 ? html` hidden` : ''}><span>${page.active}</span><span class="unseen"> in force</span></span>`
        : '';
    return html`<li><a href="${path}"${current}>${title}${count}</a></li>`;
  });
  return document(
    `${page.title} · Practice org`,
    html`<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="bar">
<a class="brand" href="/">${mark}<span>Practice org</span></a>
<form method="post" action="/page/sign-out"><button class="quiet">Sign out</button></form>
</div>
<nav aria-label="Sections"><ul>${links}</ul></nav>
</header>
<main id="main" tabindex="-1">
${renderNotice(page.notice)}
${page.content}
</main>
<footer>This org runs on your computer. Everything in it is made up.</footer>`,
  );
}

/** A page for somebody who is not signed in. */
export function renderOutside(title: string, content: Markup): Markup {
  return document(`${title} · Practice org`, html`<main id="main" class="outside">${mark}${content}</main>`);
}

/** A table that scrolls by itself, also by keyboard, so that the page never gets wider than the window. */
export function renderTable(label: string, columns: readonly (string | Markup)[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column) => (typeof column === 'string' ? html`<th scope="col">${column}</th>` : column))}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** A text with a button that copies it; `what` names it to people who do not see what stands beside it. */
export function renderCopyable(text: string, what: string): Markup {
  return html`<span class="copyable"><code>${text}</code><button type="button" class="copy" data-copy="${text}" hidden aria-label="Copy ${what}">Copy</button></span>`;
}
