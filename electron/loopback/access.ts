import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a one-time code may be exchanged, in milliseconds (S22: at most 60 s). */
export const CODE_LIFETIME_MS = 60_000;

/** Wrong codes or tokens within a second past which answers are slowed down (S22). */
const WRONG_TRIES_PER_SECOND = 20;

/** The delay of each answer while tries are slowed down, in milliseconds. */
export const SLOW_DOWN_MS = 1_000;

const SECRET_BYTES = 32;

/**
 * Who may use browser mode. A one-time code, carried in the URL's fragment and so never sent to a server by a browser,
 * is exchanged once for a session token of 256 random bits. Only hashes are kept.
 */
export type Access = {
  /** A new code, good for one exchange within {@link CODE_LIFETIME_MS}. */
  issueCode(): string;
  /** The session token for a good code, else undefined. A code is spent by its first exchange. */
  exchangeCode(code: string): string | undefined;
  isValidToken(token: string): boolean;
  /** Milliseconds to wait before answering a wrong try. */
  delayAfterWrongTry(): number;
};

/** `monotonic` gives milliseconds from any zero. */
export function createAccess(monotonic: () => number): Access {
  const codes = new Map<string, number>();
  const tokens: Buffer[] = [];
  let wrongTries: number[] = [];

  return {
    issueCode: () => {
      const code = newSecret();
      codes.set(digest(code).toString('hex'), monotonic() + CODE_LIFETIME_MS);
      return code;
    },
    exchangeCode: (code) => {
      const key = digest(code).toString('hex');
      const expires = codes.get(key);
      codes.delete(key);
      if (expires === undefined || expires < monotonic()) return undefined;
      const token = newSecret();
      tokens.push(digest(token));
      return token;
    },
    isValidToken: (token) => {
      const hash = digest(token);
      return tokens.reduce((found, known) => timingSafeEqual(known, hash) || found, false);
    },
    delayAfterWrongTry: () => {
      const now = monotonic();
      wrongTries = [...wrongTries.filter((at) => at > now - 1_000), now];
      return wrongTries.length > WRONG_TRIES_PER_SECOND ? SLOW_DOWN_MS : 0;
    },
  };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
