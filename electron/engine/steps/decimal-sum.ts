/** Decimals that are added as whole numbers of this part, as long as they have no more of them. */
const PARTS = 1e6;
/** Below this, a number of parts and the number it makes tell each other without doubt (15 digits). */
const MOST_PARTS = 1e15;
/** Decimals of one limb of a fraction, and how many terms the limbs take before they could be inexact. */
const LIMB = 9;
const LIMB_PARTS = 1e9;
const MOST_TERMS = 1e6;
const ZERO = 0n;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/**
 * A sum of decimals as people write them: `0.1 + 0.2` is `0.3`, and neither order nor number of the terms matters. Each
 * number counts as the shortest decimal that makes it. Rounded to a number once, at the end.
 */
export class DecimalSum {
  /** Sum of the parts that are still exact as a number; what outgrows that moves on to `#whole`. */
  #parts = 0;
  /** Sums of whole numbers, of the first nine decimals behind them and of the nine behind those, and of how many terms. */
  #wholes = 0;
  #first = 0;
  #second = 0;
  #terms = 0;
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
      if (this.#addLimbs(value)) return;
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
    this.#moveLimbs();
    return Number(`${this.#whole}e${-this.#scale}`);
  }

  #moveParts(): void {
    this.#addDecimal(BigInt(this.#parts), 6);
    this.#parts = 0;
  }

  /** Adds what has many decimals, as most results of a multiplication do; false for what the limbs don't reach. */
  #addLimbs(value: number): boolean {
    const size = Math.abs(value);
    if (size >= LIMB_PARTS || size < 1 / PARTS) return false;
    // In this range a number is written without an exponent, and with a point since it isn't whole.
    const text = String(size);
    const point = text.indexOf('.');
    const decimals = text.length - point - 1;
    if (point < 0 || decimals > 2 * LIMB) return false;
    const end = point + 1 + LIMB;
    const sign = value < 0 ? -1 : 1;
    this.#wholes += Math.trunc(value);
    this.#first += sign * Number(text.slice(point + 1, end)) * 10 ** Math.max(0, LIMB - decimals);
    if (decimals > LIMB) this.#second += sign * Number(text.slice(end)) * 10 ** (2 * LIMB - decimals);
    this.#terms += 1;
    if (this.#terms >= MOST_TERMS) this.#moveLimbs();
    return true;
  }

  #moveLimbs(): void {
    this.#addDecimal(BigInt(this.#wholes), 0);
    this.#addDecimal(BigInt(this.#first), LIMB);
    this.#addDecimal(BigInt(this.#second), 2 * LIMB);
    this.#wholes = 0;
    this.#first = 0;
    this.#second = 0;
    this.#terms = 0;
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
