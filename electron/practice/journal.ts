import { matchesGlob } from './glob.ts';

/** One request the org received. Credentials and bodies are never kept. */
export interface JournalEntry {
  /** Counts up from 1 since the journal was last cleared. */
  readonly number: number;
  /** When it arrived by the org's clock, ISO 8601. */
  readonly at: string;
  readonly host: 'login' | 'instance';
  readonly method: string;
  /** At most 4,000 characters of it. */
  readonly path: string;
  /** At most 4,000 characters, without the question mark; values of secret parameters replaced by `***`. */
  readonly query: string;
  /** The scheme of the Authorization header followed by `***`; null when the header was absent. */
  readonly authorization: string | null;
  /** Whose session the call was made with, as a username; null when it had none. */
  readonly user: string | null;
  /** The status of the answer; null while it is being worked on, and for good when the caller got no answer. */
  readonly status: number | null;
  /** Milliseconds from arrival until the answer was handed to the network; null as long as it was not. */
  readonly durationMs: number | null;
  /** Bytes of the answer, head included; null as long as it was not sent. */
  readonly bytes: number | null;
  /** The failure on demand that was played on it, in a few words; null for none. */
  readonly failure: string | null;
}

/** A request being noted; the pipeline fills in what becomes known. */
export interface OpenEntry {
  userId: string | null;
  status: number | null;
  durationMs: number | null;
  bytes: number | null;
  failure: string | null;
}

/** Which requests to show; all of those given must hold. */
export interface JournalFilter {
  /** The path; `*` stands for any run of characters. */
  readonly path?: string;
  readonly method?: string;
  readonly host?: 'login' | 'instance';
  readonly status?: number;
  /** Only entries with a greater number. */
  readonly since?: number;
}

interface KeptEntry extends OpenEntry, Omit<JournalEntry, keyof OpenEntry | 'at' | 'user'> {
  readonly atMs: number;
}

const keepAtMost = 10_000;
const trimAbove = 11_000;
const shownLength = 4_000;

/** Parameters whose values open something, in lower case. */
const secretParameters = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'key',
  'oauth_token',
  'password',
  'pw',
  'refresh_token',
  'samlresponse',
  'session_id',
  'sessionid',
  'sid',
  'token',
]);

function readableName(text: string): string {
  try {
    return decodeURIComponent(text).toLowerCase();
  } catch {
    // A name that is not valid percent-encoding names no parameter of the org.
    return text.toLowerCase();
  }
}

function hideSecrets(query: string): string {
  const hidden = query.split('&').map((part) => {
    const equals = part.indexOf('=');
    if (equals === -1 || !secretParameters.has(readableName(part.slice(0, equals)))) return part;
    return `${part.slice(0, equals)}=***`;
  });
  return hidden.join('&').slice(0, shownLength);
}

/** The last 10,000 requests, oldest first. */
export class Journal {
  readonly #nameUser: (userId: string) => string | null;
  #entries: KeptEntry[] = [];
  #count = 0;

  /** `nameUser` gives the username of a user's id. */
  constructor(nameUser: (userId: string) => string | null) {
    this.#nameUser = nameUser;
  }

  /** Notes a request that arrived at a moment of the org's clock. */
  open(host: 'login' | 'instance', request: Request, at: Date): OpenEntry {
    const url = request.url;
    const pathStart = url.indexOf('/', url.indexOf('//') + 2);
    const queryStart = url.indexOf('?', pathStart);
    const header = request.headers.get('authorization');
    this.#count += 1;
    const entry: KeptEntry = {
      number: this.#count,
      atMs: at.getTime(),
      host,
      method: request.method,
      path: url.slice(pathStart, queryStart === -1 ? undefined : queryStart).slice(0, shownLength),
      query: queryStart === -1 ? '' : hideSecrets(url.slice(queryStart + 1)),
      authorization: header === null ? null : `${/^\w{1,20}(?= )/.exec(header)?.[0] ?? ''} ***`.trim(),
      userId: null,
      status: null,
      durationMs: null,
      bytes: null,
      failure: null,
    };
    this.#entries.push(entry);
    if (this.#entries.length >= trimAbove) this.#entries = this.#entries.slice(-keepAtMost);
    return entry;
  }

  /** A copy of what is kept and passes the filter. */
  entries(filter: JournalFilter = {}): readonly JournalEntry[] {
    return this.#entries
      .slice(-keepAtMost)
      .filter(
        (entry) =>
          (filter.since === undefined || entry.number > filter.since) &&
          (filter.host === undefined || entry.host === filter.host) &&
          (filter.status === undefined || entry.status === filter.status) &&
          (filter.method === undefined || entry.method === filter.method) &&
          (filter.path === undefined || matchesGlob(filter.path, entry.path)),
      )
      .map(({ atMs, userId, ...entry }) => ({
        ...entry,
        at: new Date(atMs).toISOString(),
        user: userId === null ? null : this.#nameUser(userId),
      }));
  }

  /** Forgets everything and counts from 1 again. */
  clear(): void {
    this.#entries = [];
    this.#count = 0;
  }
}
