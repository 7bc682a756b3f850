import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppInfo } from '../../shared/contract/index.ts';
import { type Role, rightsOf } from '../../shared/security/roles.ts';
import { useHostData } from '../stores/host-data.ts';
import type { Remedy } from './failure-remedies.ts';
import { RemedyButtons } from './remedy-buttons.tsx';

const remedies: readonly Remedy[] = [
  { kind: 'tryAgain' },
  { kind: 'reconnect' },
  { kind: 'switchEnvironment' },
  { kind: 'editField', field: 'password' },
  { kind: 'copyCallbackUrl', url: 'http://127.0.0.1:1717/' },
];

function shownTo(role: Role): (string | null)[] {
  const data = { role, rights: [...rightsOf(role)] } as Pick<AppInfo, 'role' | 'rights'> as AppInfo;
  useHostData.setState({ info: { data } });
  render(<RemedyButtons remedies={remedies} onMend={() => undefined} />);
  return screen.queryAllByRole('button').map((button) => button.textContent);
}

describe('the buttons against a failure', () => {
  afterEach(() => {
    cleanup();
    useHostData.setState({ info: {} });
  });

  it('offer a designer everything', () => {
    expect(shownTo('designer')).toHaveLength(remedies.length);
  });

  it('C9 offer an operator to test again, and nothing that changes a connection', () => {
    expect(shownTo('operator')).toEqual(['Try again']);
  });

  it('C9 offer a viewer nothing', () => {
    expect(shownTo('viewer')).toEqual([]);
  });
});
