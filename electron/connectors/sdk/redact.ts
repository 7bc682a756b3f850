/** Shorter secrets would take harmless text along with them. */
const shortestSecret = 8;

/**
 * Replaces secrets in what a service answers by `***`, in the forms services echo them in: as they are, in a URL, in
 * JSON, in Base64 (S17). The returned function hands text without any of them back as it is.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(encodeBase64(secret));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let shown = text;
    for (const form of longestFirst) if (shown.includes(form)) shown = shown.replaceAll(form, '***');
    return shown;
  };
}

/** The UTF-8 bytes of a text in Base64. */
export function encodeBase64(text: string): string {
  return encodeBytes(new TextEncoder().encode(text));
}

/** Bytes in Base64. */
export function encodeBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(binary);
}
