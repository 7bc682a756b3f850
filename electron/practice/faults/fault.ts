/** A failure to play: which requests it hits and what happens to them. */
export interface Fault {
  /** The method it is limited to, in capitals; any when absent. */
  readonly method?: string;
  /** The path it matches; `*` stands for any run of characters. */
  readonly path: string;
  /** How many matching requests pass before it begins. */
  readonly skip: number;
  /** How many requests it hits before it ends. */
  readonly times: number;
  /** Milliseconds to wait before anything else happens. */
  readonly delayMs: number;
  /** The answer given instead of the real one; without it the request is carried out. */
  readonly answer?: FaultAnswer;
  /** Headers added to the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the connection without an answer: before anything is done, or after the request was fully carried out. */
  readonly cut?: 'before' | 'after';
  /** Sends the answer in pieces of so many bytes with so many milliseconds between them. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
}

/** What is answered instead of the real thing. */
export interface FaultAnswer {
  readonly status: number;
  /** The body; null for none. */
  readonly body: string | null;
  readonly contentType: string;
}

/** The page clients meet during maintenance, where they expect JSON. */
export const maintenancePage = `<!DOCTYPE html>
<html><head><title>We are down for maintenance</title></head>
<body><h1>We are down for maintenance.</h1><p>Sorry for the inconvenience. We’ll be back shortly.</p></body></html>
`;

/** What a failure does, in a few words: `wait 500 ms, answer 503`. */
export function describeFault({ delayMs, answer, cut, drip, headers }: Fault): string {
  const parts: string[] = [];
  if (delayMs > 0) parts.push(`wait ${delayMs} ms`);
  if (cut === 'before') parts.push('cut the connection before doing anything');
  if (cut === 'after') parts.push('do it, then cut the connection without an answer');
  if (answer)
    parts.push(`answer ${answer.status}${answer.contentType.startsWith('text/html') ? ' with a web page' : ''}`);
  if (drip) parts.push(`send ${drip.bytes} bytes every ${drip.everyMs} ms`);
  if (parts.length === 0) parts.push(`add ${Object.keys(headers).join(', ')}`);
  return parts.join(', ');
}
