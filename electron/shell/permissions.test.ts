import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { FakeSession } from '../../test/fakes/electron.ts';
import { denyPermissions } from './permissions.ts';

/** Every name in Electron 45's types of the request and the check handler, and some that later ones may bring. */
const names = [
  'accessibility-events',
  'ambient-light-sensor',
  'background-fetch',
  'background-sync',
  'captured-surface-control',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'geolocation-approximate',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'nfc',
  'notifications',
  'openExternal',
  'payment-handler',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'speaker-selection',
  'storage-access',
  'system-wake-lock',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
  '',
  'something-new',
];

describe('permissions', () => {
  const session = new FakeSession();
  denyPermissions(session as unknown as Session);

  it('S7 of every name but writing text to the clipboard are denied when asked for', () => {
    const granted = names.filter((name) => {
      let answer: boolean | undefined;
      session.requestHandler?.({}, name, (isGranted) => {
        answer = isGranted;
      });
      expect(answer).toBeDefined();
      return answer;
    });
    expect(granted).toEqual(['clipboard-sanitized-write']);
  });

  it('S7 are denied when checked, too', () => {
    expect(names.filter((name) => session.checkHandler?.({}, name))).toEqual(['clipboard-sanitized-write']);
  });

  it('S7 for devices are denied', () => {
    for (const deviceType of ['hid', 'serial', 'usb']) expect(session.deviceHandler?.({ deviceType })).toBe(false);
  });
});
