import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PracticeContext } from '../http/respond.ts';
import { authorizeStyle } from './authorize-style.ts';

/** A piece of a page whose texts are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const styleHash = createHash('sha256').update(authorizeStyle).digest('base64');

/** What a page may load: its own style and nothing else. Forms go to the org, and from there back to the app. */
function policy(returnsTo: string | undefined): string {
  const formTargets = ["'self'"];
  if (returnsTo !== undefined) {
    const { protocol, origin } = new URL(returnsTo);
    // Addresses of an app's own scheme have no origin.
    formTargets.push(origin === 'null' ? protocol : origin);
  }
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${formTargets.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Wraps the content of a page into a whole document. */
export function renderDocument(title: string, content: Markup): Markup {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(authorizeStyle)}</style>
</head>
<body>
<main>
<svg class="mark" viewBox="0 0 44 44" aria-hidden="true"><rect width="44" height="44" rx="12"/><path d="M13 31V19l9-6 9 6v12M19 31v-7h6v7"/></svg>
${content}
</main>
<footer>Practice org on this computer. Everything in it is made up.</footer>
</body>
</html>`;
}

/** Answers with a page. `returnsTo` is where its form leads in the end. */
export async function respondPage(
  context: PracticeContext,
  page: Markup,
  { status = 200, returnsTo }: { readonly status?: 200 | 400; readonly returnsTo?: string } = {},
): Promise<Response> {
  context.header('Content-Security-Policy', policy(returnsTo));
  context.header('X-Frame-Options', 'DENY');
  context.header('X-Content-Type-Options', 'nosniff');
  context.header('Referrer-Policy', 'no-referrer');
  context.header('Cache-Control', 'no-store');
  return context.html(await page, status);
}
