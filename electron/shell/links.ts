import { shell } from 'electron';

/** The schemes that may leave the app; all others could start a program (S5). */
const SAFE_SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** The URL to hand to the system, in its normal form, or undefined for one that may not leave. */
export function safeExternalUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!SAFE_SCHEMES.has(parsed.protocol)) return undefined;
  return parsed.protocol === 'mailto:' || parsed.hostname !== '' ? parsed.href : undefined;
}

/** Opens a link in the system's browser or mail program; does nothing for a scheme that isn't safe. */
export async function openLink(url: string): Promise<void> {
  const safe = safeExternalUrl(url);
  if (safe !== undefined) await shell.openExternal(safe);
}
