import { MillraceError } from '../../shared/errors/index.ts';

/** What the transport decides itself, or what concerns one hop only (RFC 9110 §7.6.1, RFC 9112 §6). */
const transportHeaders = new Set(
  'connection content-length expect host keep-alive proxy-connection te trailer transfer-encoding upgrade'.split(' '),
);
const tokenForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Refuses what can't or mustn't be sent as a header, before anything is connected (S34).
 * @throws MillraceError HEADER_WRONG naming the header.
 */
export function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    const detail = findFlaw(name, value);
    if (detail !== undefined) throw new MillraceError('HEADER_WRONG', { name: showName(name), detail });
  }
}

/** @throws MillraceError HEADER_WRONG when the method isn't one word, or opens a tunnel. */
export function checkMethod(method: string): void {
  if (tokenForm.test(method) && method !== 'CONNECT' && method !== 'TRACE') return;
  const detail = `“${showName(method)}” isn’t a method that a flow may use.`;
  throw new MillraceError('HEADER_WRONG', { name: 'method', detail }, { message: 'The request can’t be sent.' });
}

function findFlaw(name: string, value: string): string | undefined {
  if (!tokenForm.test(name)) return 'Its name holds a character that no header name may hold.';
  if (transportHeaders.has(name.toLowerCase())) return 'Millrace sets this header itself.';
  if (/[\r\n]/.test(value)) return 'Its value holds a line break.';
  if (!valueForm.test(value)) return 'Its value holds a character outside Latin-1, or a control character.';
  return undefined;
}

function showName(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '·').slice(0, 100);
}
