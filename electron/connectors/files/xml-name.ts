const needsEscape = /[^-.\w\u0080-\ud7ff\ue000-\uffff]|_(?=x[0-9A-Fa-f]{4}_)/gu;
const wrongStart = /^[-.\d]/;
const escaped = /_x([0-9A-Fa-f]{4})_/g;

/**
 * A field's name as the name of an element or attribute: what XML doesn't allow in one becomes `_xHHHH_`, as in
 * `First_x0020_Name`, the way databases and .NET's XmlConvert do it.
 */
export function encodeName(name: string): string {
  if (name === '') return '_';
  const encoded = name.replace(needsEscape, encodeCharacters);
  return wrongStart.test(encoded) ? encodeCharacters(encoded[0] ?? '') + encoded.slice(1) : encoded;
}

/** The field's name that `encodeName` made an element's name of. */
export function decodeName(name: string): string {
  if (!name.includes('_x')) return name;
  return name.replace(escaped, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function encodeCharacters(characters: string): string {
  let encoded = '';
  for (let index = 0; index < characters.length; index++)
    encoded += `_x${characters.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}_`;
  return encoded;
}
