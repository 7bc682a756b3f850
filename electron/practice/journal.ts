/** One request the org received. Credentials are never kept. */
export interface JournalEntry {
  /** Counts up from 1 since the last reset. */
  readonly number: number;
  /** When it arrived, ISO 8601. */
  readonly at: string;
  readonly host: 'login' | 'instance';
  readonly method: string;
  /** At most 4,000 characters of it. */
  readonly path: string;
  /** At most 4,000 characters, without the question mark; values of secret parameters replaced by `***`. */
  readonly query: string;
  /** The scheme of the Authorization header followed by `***`; null when the header was absent. */
  readonly authorization: string | null;
  /** The status of the answer; null while it is being worked on. */
  readonly status: number | null;
}

interface OpenEntry extends Omit<JournalEntry, 'status'> {
  status: number | null;
}

const keepAtMost = 10_000;
const trimAbove = 11_000;
const shownLength = 4_000;
const secretParameters = /(^|&)(access_token|oauth_token|token|password|client_secret|assertion|code)=[^&]*/gi;

/** The last 10,000 requests, oldest first. */
export class Journal {
  #entries: OpenEntry[] = [];
  #count = 0;

  /** Notes a request; the returned function notes its answer. */
  open(host: 'login' | 'instance', request: Request, at: Date): (status: number) => void {
    const url = request.url;
    const pathStart = url.indexOf('/', url.indexOf('//') + 2);
    const queryStart = url.indexOf('?', pathStart);
    const header = request.headers.get('authorization');
    this.#count += 1;
    const entry: OpenEntry = {
      number: this.#count,
      at: at.toISOString(),
      host,
      method: request.method,
      path: url.slice(pathStart, queryStart === -1 ? undefined : queryStart).slice(0, shownLength),
      query:
        queryStart === -1
          ? ''
          : url
              .slice(queryStart + 1)
              .replace(secretParameters, '$1$2=***')
              .slice(0, shownLength),
      authorization: header === null ? null : `${/^\w{1,20}(?= )/.exec(header)?.[0] ?? ''} ***`.trim(),
      status: null,
    };
    this.#entries.push(entry);
    if (this.#entries.length >= trimAbove) this.#entries = this.#entries.slice(-keepAtMost);
    return (status) => {
      entry.status = status;
    };
  }

  /** A copy of what is kept. */
  entries(): readonly JournalEntry[] {
    return this.#entries.slice(-keepAtMost).map((entry) => ({ ...entry }));
  }

  /** Forgets everything and counts from 1 again. */
  clear(): void {
    this.#entries = [];
    this.#count = 0;
  }
}
