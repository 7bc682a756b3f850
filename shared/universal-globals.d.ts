/**
 * The few web-standard globals that exist in every runtime Millrace runs in (Node, Electron's main process, the
 * browser), declared for the projects whose compiler configuration knows no runtime at all. A project that has `DOM`
 * or Node types never includes this file. Nothing here reaches a clock, the network or a disk.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean; signal?: AbortSignal }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare const AbortSignal: {
  abort(reason?: unknown): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
};

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Record<string, string> | Iterable<[string, string]>);
  append(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): string | null;
  has(name: string): boolean;
  set(name: string, value: string): void;
  toString(): string;
  [Symbol.iterator](): Iterator<[string, string]>;
}

declare class URL {
  constructor(url: string, base?: string | URL);
  static canParse(url: string, base?: string): boolean;
  hash: string;
  host: string;
  hostname: string;
  href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  readonly searchParams: URLSearchParams;
  username: string;
  toString(): string;
}

/** An answer as data; it fetches nothing. */
declare class Response {
  constructor(body?: string, init?: { status?: number; headers?: Record<string, string> });
  readonly status: number;
  text(): Promise<string>;
}

declare function btoa(data: string): string;
declare function atob(data: string): string;
declare function structuredClone<Value>(value: Value): Value;
declare function queueMicrotask(callback: () => void): void;

/** A stream as far as it is read here, piece by piece. */
interface ReadableStream<Piece> {
  getReader(): {
    read(): Promise<{ done: false; value: Piece } | { done: true; value?: undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** Unpacks bytes as they are written into it; it computes and reaches for nothing. */
declare class DecompressionStream {
  constructor(format: 'deflate' | 'deflate-raw' | 'gzip');
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: {
    getWriter(): {
      readonly ready: Promise<void>;
      write(bytes: Uint8Array): Promise<void>;
      close(): Promise<void>;
      abort(reason?: unknown): Promise<void>;
    };
  };
}
