import { readText } from '../http/body.ts';
import type { PracticeContext } from '../http/respond.ts';
import type { Markup } from './shell.ts';

/** Answers with a page. */
export async function respondHtml(
  context: PracticeContext,
  page: Markup,
  status: 200 | 403 | 404 = 200,
): Promise<Response> {
  return context.html(await page, status);
}

/** Reads the fields a form of the page sent. */
export async function readPageForm(context: PracticeContext): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(context));
}
