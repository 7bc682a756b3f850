import { ApiError, notFound } from '../api-error.ts';
import { findPasswordProblem, makePassword, mayChangePassword } from '../oauth/change-password.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { noContent, type RestHandler, type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { readId } from './sobjects.ts';

/** The user of the path, if the caller may look after their password. Throws ApiError. */
function findUser(request: RestRequest): string {
  if (request.parameter('object').toLowerCase() !== 'user') throw notFound();
  const id = readId(request.parameter('id'));
  const { org, session } = request;
  if (!org.store.table(org.store.schema.need('User')).find(id)) throw notFound();
  if (!mayChangePassword(org, session.userId, id)) {
    throw new ApiError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on object id');
  }
  return id;
}

function setPassword(request: RestRequest): RestReply {
  const id = findUser(request);
  const body = request.json();
  const sent = isJsonObject(body) ? body.NewPassword : undefined;
  const password = typeof sent === 'string' ? sent : '';
  const problem = findPasswordProblem(password);
  if (problem !== null) throw new ApiError(400, 'INVALID_NEW_PASSWORD', problem);
  request.org.credentials.setPassword(id, password);
  return noContent;
}

const resetPassword: RestHandler = (request) => {
  const id = findUser(request);
  const password = makePassword();
  request.org.credentials.setPassword(id, password);
  return reply({ NewPassword: password });
};

/** Adds telling whether a user's password is expired, setting it, and having the org choose one. */
export function addUserPassword(router: RestRouter): void {
  router.add('/sobjects/:object/:id/password', {
    GET: (request) => reply({ isExpired: request.org.credentials.isPasswordExpired(findUser(request)) }),
    POST: setPassword,
    DELETE: resetPassword,
  });
}
