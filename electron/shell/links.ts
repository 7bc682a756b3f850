import { dialog, shell } from 'electron';

/** The schemes that may leave the app; all others could start a program (S5). */
const SAFE_SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** The longest URL that systems hand over without cutting it (Windows' ShellExecute takes 2,083 characters). */
const LONGEST_URL = 2_083;

/** The URL to hand to the system, in its normal form, or undefined for one that may not leave. */
export function safeExternalUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!SAFE_SCHEMES.has(parsed.protocol) || parsed.href.length > LONGEST_URL) return undefined;
  return parsed.protocol === 'mailto:' || parsed.hostname !== '' ? parsed.href : undefined;
}

/**
 * Opens a link in the system's browser or mail program once the person has seen where it leads (ui.md §15); does
 * nothing for a scheme that isn't safe.
 */
export async function openLink(url: string): Promise<void> {
  const safe = safeExternalUrl(url);
  if (safe === undefined) return;
  const { protocol, host, pathname } = new URL(safe);
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message:
      protocol === 'mailto:'
        ? `Write to ${pathname || 'someone'} in your mail program?`
        : `Open ${host} in your browser?`,
    detail: safe,
    buttons: ['Open', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(safe);
}
