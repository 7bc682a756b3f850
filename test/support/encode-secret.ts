/** A secret as it could lie about, in the eight encodings of S12. */
export function encodeSecret(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret);
  return [
    utf8,
    Buffer.from(secret, 'utf16le'),
    Buffer.from(utf8.toString('base64').replace(/=+$/, '')),
    Buffer.from(utf8.toString('base64url')),
    Buffer.from(utf8.toString('hex')),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(JSON.stringify(secret).slice(1, -1)),
    Buffer.from([...secret].reverse().join('')),
  ];
}
