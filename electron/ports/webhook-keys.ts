/** What keeps webhooks from being guessed and forged. */
export type WebhookKeys = {
  /** 256 bits of the system's secure generator, as 43 characters of base64url. */
  create(): string;
  /** HMAC-SHA256 under the secret's UTF-8 bytes, over the parts one after the other: 64 hexadecimal digits. */
  sign(secret: string, parts: readonly (string | Uint8Array)[]): string;
  /** Whether two texts are the same, in a time that tells nothing about them but their length. */
  equal(one: string, other: string): boolean;
};
