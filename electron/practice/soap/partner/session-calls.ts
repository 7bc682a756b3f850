import { parseId } from '../../ids.ts';
import { findPasswordProblem, makePassword, mayChangePassword } from '../../oauth/change-password.ts';
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
  if (!mayChangePassword(call.org, call.session.userId, id)) {
    throw new SoapFault('INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
  }
  return id;
}

const setPassword: SoapOperation = (call) => {
  const userId = targetUser(call);
  const password = call.body.textOf('password') ?? '';
  const problem = findPasswordProblem(password);
  if (problem !== null) throw new SoapFault('INVALID_NEW_PASSWORD', problem);
  call.org.credentials.setPassword(userId, password);
  return writeElement('result', {});
};

const resetPassword: SoapOperation = (call) => {
  const userId = targetUser(call);
  const password = makePassword();
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
