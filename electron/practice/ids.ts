const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const podCode = 'gL0';

/** The three check characters of a 15-character id. */
function checkCodes(shortId: string): number[] {
  const codes: number[] = [];
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let position = 0; position < 5; position += 1) {
      const code = shortId.charCodeAt(block * 5 + position);
      if (code >= 65 && code <= 90) bits |= 1 << position;
    }
    codes.push(checksumAlphabet.charCodeAt(bits));
  }
  return codes;
}

/**
 * Returns the 18-character form of a 15-character record id: three check characters are added, each telling which
 * of five characters are upper case, so that the id survives systems that ignore case.
 */
export function toLongId(shortId: string): string {
  return shortId + String.fromCharCode(...checkCodes(shortId));
}

/** Makes the 18-character id of the record with this running number under a three-character key prefix. */
export function makeId(keyPrefix: string, number: number): string {
  const codes = new Array<number>(15);
  const head = keyPrefix + podCode;
  for (let index = 0; index < 6; index += 1) codes[index] = head.charCodeAt(index);
  let rest = number;
  for (let index = 14; index >= 6; index -= 1) {
    codes[index] = base62.charCodeAt(rest % 62);
    rest = Math.floor(rest / 62);
  }
  // Made in one piece: an id put together bit by bit would keep every bit in memory.
  return String.fromCharCode(...codes, ...checkCodes(String.fromCharCode(...codes)));
}

/**
 * Reads an id in its 15- or 18-character form and returns the 18-character form, or null when the text is no id
 * (wrong length, a character outside A-Z a-z 0-9, or a checksum that does not fit).
 */
export function parseId(text: string): string | null {
  if (text.length === 15) return /^[A-Za-z0-9]{15}$/.test(text) ? toLongId(text) : null;
  if (text.length !== 18 || !/^[A-Za-z0-9]{15}[A-Za-z0-5]{3}$/.test(text)) return null;
  const long = toLongId(text.slice(0, 15));
  return long.slice(15) === text.slice(15).toUpperCase() ? long : null;
}
