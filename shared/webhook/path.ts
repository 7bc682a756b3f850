const LONGEST_PATH = 200;

/** The readable end of a webhook's address without slashes around it. */
export function trimWebhookPath(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}

/** What is wrong with the readable end of a webhook's address, as a sentence; undefined when nothing is. */
export function faultOfWebhookPath(text: string): string | undefined {
  const words = trimWebhookPath(text).split('/');
  // Words of dots alone mean another place in an address.
  const areFit = words.every((word) => /^[\w.~-]+$/.test(word) && !/^\.+$/.test(word));
  if (!areFit) return 'it should be words of letters, digits and - . _ ~, joined by slashes.';
  return text.length > LONGEST_PATH ? `it should have at most ${LONGEST_PATH} characters.` : undefined;
}
