import { beforeEach, describe, expect, it } from 'vitest';
import { answers, callsTo, resetElectron } from '../../test/fakes/electron.ts';
import { openLink, safeExternalUrl } from './links.ts';

const startPrograms = [
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  '\u0000javascript:alert(1)',
  'javascript://example.com/%0aalert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'DATA:text/html;base64,PHNjcmlwdD4=',
  'blob:https://example.com/1',
  'file:///etc/passwd',
  'FILE:///C:/Windows/System32/calc.exe',
  'file://server/share/program.exe',
  'file:C:\\Windows\\System32\\calc.exe',
  '\\\\server\\share\\program.exe',
  '//server/share/program.exe',
  '/usr/bin/xterm',
  'C:\\Windows\\System32\\calc.exe',
  'C:/Windows/System32/calc.exe',
  'smb://server/share',
  'nfs://server/share',
  'afp://server/share',
  'dav://server/share',
  'ftp://example.com/program.exe',
  'sftp://example.com',
  'ssh://example.com -oProxyCommand=calc',
  'telnet://example.com',
  'ldap://example.com',
  'gopher://example.com',
  'ws://example.com',
  'wss://example.com',
  'ms-msdt:/id PCWDiagnostic',
  'ms-officecmd:{}',
  'ms-settings:network',
  'ms-word:ofe|u|https://example.com/a.docm',
  'search-ms:query=calc&crumb=location:\\\\server',
  'shell:startup',
  'vscode://file/etc/passwd',
  'slack://open',
  'steam://run/1',
  'zoommtg://example.com/join',
  'tel:+123',
  'sms:+123',
  'facetime:someone',
  'itms-services://?action=download-manifest',
  'intent://scan/#Intent;end',
  'x-apple.systempreferences:',
  'applescript://com.apple.scripteditor?action=new',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'about:blank',
  'view-source:https://example.com',
  'app://millrace/index.html',
  'millrace://run/1',
  'jar:https://example.com!/a',
  'https:',
  'https://',
  'http://',
  'httpsx://example.com',
  `https://example.com/${'a'.repeat(3000)}`,
  '',
  '   ',
];

describe('links out of the app', () => {
  beforeEach(resetElectron);

  it(`S5 never start a program: none of ${startPrograms.length} such URLs reaches the system`, async () => {
    expect(startPrograms.length).toBeGreaterThanOrEqual(60);
    for (const url of startPrograms) await openLink(url);
    expect(callsTo('shell.openExternal')).toEqual([]);
    expect(callsTo('dialog.showMessageBox')).toEqual([]);
  });

  it('S5 open as https, http and mailto, in their normal form', async () => {
    await openLink('https://example.com/a b');
    await openLink(' HTTP://EXAMPLE.com ');
    await openLink('mailto:ada@example.com?subject=Hi');
    expect(callsTo('shell.openExternal').flat()).toEqual([
      'https://example.com/a%20b',
      'http://example.com/',
      'mailto:ada@example.com?subject=Hi',
    ]);
  });

  it('show the host first, and open nothing when the person cancels', async () => {
    answers.messageBoxButton = 1;
    await openLink('https://ada:secret@example.com:8080/path');
    expect(callsTo('shell.openExternal')).toEqual([]);
    expect(callsTo('dialog.showMessageBox')).toMatchObject([[{ message: 'Open example.com:8080 in your browser?' }]]);
  });

  it('show a look-alike host as what it is', () => {
    expect(safeExternalUrl('https://exаmple.com/')).toBe('https://xn--exmple-4nf.com/');
  });
});
