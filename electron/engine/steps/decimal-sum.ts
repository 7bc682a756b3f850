/** Decimals that are added as whole numbers of this part, as long as they have no more of them. */
const PARTS = 1e6;
/** Below this, a number of parts and the number it makes tell each other without doubt (15 digits). */
const MOST_PARTS = 1e15;
const ZERO = 0n;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/**
 * A sum of decimals as people write them: `0.1 + 0.2` is `0.3`, and neither order nor number of the terms matters. Each
 * number counts as the shortest decimal that makes it. Rounded to a number once, at the end.
 */
export class DecimalSum {
  /** Sum of the parts that are still exact as a number; what outgrows that moves on to `#whole`. */
  #parts = 0;
  /** The rest: `#whole` × 10 ^ -`#scale`. */
  #whole = ZERO;
  #scale = 0;

  /** Adds a number, or a text that spells one. */
  add(value: number | string): void {
    if (typeof value === 'number') {
      const parts = Math.round(value * PARTS);
      if (Math.abs(parts) < MOST_PARTS && parts / PARTS === value) {
        this.#parts += parts;
        if (Math.abs(this.#parts) >= MOST_PARTS) this.#moveParts();
        return;
      }
    }
    // A text may spell an exponent that no number has; so small, it adds nothing.
    if (Number(value) === 0) return;
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(String(value).trim()) ?? [];
    const digits = BigInt(`${whole}${fraction}`);
    this.#addDecimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
  }

  /** The sum; infinite when it is past what a number holds. */
  value(): number {
    this.#moveParts();
    return Number(`${this.#whole}e${-this.#scale}`);
  }

  #moveParts(): void {
    this.#addDecimal(BigInt(this.#parts), 6);
    this.#parts = 0;
  }

  #addDecimal(digits: bigint, scale: number): void {
    if (digits === 0n) return;
    if (scale > this.#scale) {
      this.#whole *= 10n ** BigInt(scale - this.#scale);
      this.#scale = scale;
    }
    this.#whole += digits * 10n ** BigInt(this.#scale - scale);
  }
}
