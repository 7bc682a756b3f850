/** A name as it stands in addresses: lower case, without accents and anything but letters and digits. */
export function asciiName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}
