/** A failure to play: what it matches and what happens instead of the real answer. */
export interface Fault {
  /** The method it is limited to; any when absent. */
  readonly method?: string;
  /** The path it matches; `*` stands for any run of characters. */
  readonly path: string;
  /** The status to answer with; without one the request is only delayed. */
  readonly status?: number;
  /** The body to answer with: text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Extra headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How many requests it hits before it ends. */
  readonly times: number;
  /** Milliseconds to wait before answering. */
  readonly delayMs: number;
}

function globMatches(pattern: string, path: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return path === pattern;
  if (!path.startsWith(first) || !path.endsWith(last) || path.length < first.length + last.length) return false;
  let position = first.length;
  const end = path.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, position);
    if (found === -1 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}

/** The failures waiting to be played, in the order they were set. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Sets a failure. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  /** Takes the first failure that matches a request and counts it as played; undefined when none does. */
  take(method: string, path: string): Fault | undefined {
    if (this.#waiting.length === 0) return undefined;
    const entry = this.#waiting.find(
      ({ fault }) => (!fault.method || fault.method === method) && globMatches(fault.path, path),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
    return entry.fault;
  }

  /** Forgets all failures. */
  clear(): void {
    this.#waiting = [];
  }
}
