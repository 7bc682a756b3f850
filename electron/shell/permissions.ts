import type { Session } from 'electron';

/** The one permission the page has: “Copy” buttons (S7). */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Denies every permission but writing text to the clipboard, for requests and for checks. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.setDevicePermissionHandler(() => false);
}
