/** CRC-32 (ISO 3309, polynomial 0xEDB88320) by byte, from https://www.w3.org/TR/png/#D-CRCAppendix. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let remainder = index;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/**
 * The CRC-32 of a text's code units, low byte first. Any single flipped bit changes it, which is what it is for: it
 * finds damage, not malice.
 */
export function checksumOf(text: string): number {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    crc = (TABLE[(crc ^ code) & 0xff] ?? 0) ^ (crc >>> 8);
    crc = (TABLE[(crc ^ (code >>> 8)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The checksum of a row's values. Texts count as the database keeps them: as UTF-8, which has no place for half a
 * character and takes U+FFFD for it. Else a name with one would read as damage.
 */
export function checksumOfValues(values: readonly (string | number | null)[]): number {
  return checksumOf(JSON.stringify(values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value))));
}
