import { randomInt } from 'node:crypto';
import { parseId } from '../../ids.ts';
import { findUser } from '../../oauth/users.ts';
import { SoapFault } from '../fault.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { describeUser } from '../user-info.ts';
import { writeElement } from '../write-xml.ts';

/** Ends the session of the call, in REST as well. */
const logOut: SoapOperation = ({ org, token }) => {
  org.sessions.end(token);
  return '';
};

const getServerTimestamp: SoapOperation = ({ org }) => writeElement('result', { timestamp: org.now().toISOString() });

const getUserInfo: SoapOperation = ({ org, session }) => writeElement('result', describeUser(org, session.userId));

/** The user whose password is to change. Throws SoapFault when there is none or the caller may not. */
function targetUser(call: SoapCall): string {
  const text = call.body.textOf('userId')?.trim() ?? '';
  const id = parseId(text);
  if (!id || !findUser(call.org, id)) throw new SoapFault('INVALID_ID_FIELD', `invalid user id: ${text.slice(0, 100)}`);
  if (id !== call.session.userId && !call.org.access.has(call.session.userId, 'ModifyAllData')) {
    throw new SoapFault('INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
  }
  return id;
}

/** Fewest characters of a password. Source: the usual password policy of an org. */
const shortestPassword = 8;

const setPassword: SoapOperation = (call) => {
  const userId = targetUser(call);
  const password = call.body.textOf('password') ?? '';
  if (password.length < shortestPassword) {
    const message = `Your password must be at least ${shortestPassword} characters long.`;
    throw new SoapFault('INVALID_NEW_PASSWORD', message);
  }
  call.org.credentials.setPassword(userId, password);
  return writeElement('result', {});
};

const passwordAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const resetPassword: SoapOperation = (call) => {
  const userId = targetUser(call);
  const password = Array.from({ length: 10 }, () => passwordAlphabet.charAt(randomInt(passwordAlphabet.length))).join(
    '',
  );
  call.org.credentials.setPassword(userId, password);
  return writeElement('result', { password });
};

/** The calls about the session and its user. */
export const sessionCalls: readonly (readonly [string, SoapOperation])[] = [
  ['logout', logOut],
  ['getServerTimestamp', getServerTimestamp],
  ['getUserInfo', getUserInfo],
  ['setPassword', setPassword],
  ['resetPassword', resetPassword],
];
