import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { type ClientAnswer, type Fields, field } from '../sdk/index.ts';

/** Pages followed for one record; a service that has more asks for a filter. */
const mostPages = 1_000;

/** The part of the form that says how a list goes on. */
export const paginationFields: Fields = {
  pagination: field.choice(
    'Pages',
    [
      { value: 'none', label: 'The answer is complete' },
      { value: 'link', label: 'A Link header names the next page' },
      { value: 'body', label: 'The answer names the next page' },
    ],
    { default: 'none', group: 'more', help: 'The entries of all pages become one list.' },
  ),
  nextPath: field.text('Path to the next page’s address', {
    default: 'next',
    group: 'more',
    visibleWhen: { field: 'pagination', is: ['body'] },
  }),
  itemsPath: field.text('Path to the entries', {
    group: 'more',
    placeholder: 'data.items',
    help: 'Empty when the answer itself is the list.',
    visibleWhen: { field: 'pagination', is: ['link', 'body'] },
  }),
};

/** A page: its answer, and its body as data. */
type Page = { answer: ClientAnswer; body: Json };

/**
 * The entries of all pages, from the first on; `load` gets a page by its whole address.
 * @throws MillraceError SERVICE_FAILED when a page has no list, or the pages have no end.
 */
export async function collectPages(
  input: JsonObject,
  first: Page,
  load: (url: string) => Promise<Page>,
): Promise<Json[]> {
  const entries: Json[] = [];
  const seen = new Set([first.answer.url]);
  let page = first;
  for (;;) {
    for (const entry of readEntries(input, page)) entries.push(entry);
    const next = findNext(input, page);
    if (next === undefined) return entries;
    if (seen.has(next)) throw pagesWrong(page, 'Its next page is one that was read before.');
    if (seen.size >= mostPages) throw pagesWrong(page, `It has more than ${mostPages} pages.`);
    seen.add(next);
    page = await load(next);
  }
}

function readEntries({ itemsPath }: JsonObject, page: Page): Json[] {
  const path = typeof itemsPath === 'string' ? itemsPath : '';
  const entries = path === '' ? page.body : findAt(page.body, path);
  if (Array.isArray(entries)) return entries;
  throw pagesWrong(page, path === '' ? 'A page of it isn’t a list.' : `A page of it has no list at “${path}”.`);
}

function findNext({ pagination, nextPath }: JsonObject, { answer, body }: Page): string | undefined {
  const named = pagination === 'link' ? readLink(answer.headers.link ?? '') : findAt(body, String(nextPath ?? ''));
  if (typeof named !== 'string' || named === '' || !URL.canParse(named, answer.url)) return undefined;
  return new URL(named, answer.url).href;
}

/** The target of the link whose relation is `next` (RFC 8288). */
function readLink(header: string): string | undefined {
  for (const [, target, parameters] of header.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters ?? '')) return target;
  }
  return undefined;
}

function findAt(body: Json, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const key of path.split('.')) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

function pagesWrong({ answer }: Page, detail: string): MillraceError {
  const { host } = new URL(answer.url);
  return new MillraceError('SERVICE_FAILED', { system: host, status: answer.status, detail }, { retryable: false });
}
