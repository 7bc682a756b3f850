import { randomInt } from 'node:crypto';
import { ApiError, notFound } from '../api-error.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { noContent, type RestHandler, type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { readId } from './sobjects.ts';

/** Shortest password. Source: the usual password policy. */
const shortest = 8;

/** The user of the path, if the caller may look after their password: their own, or anyone's as an administrator. */
function findUser(request: RestRequest): string {
  if (request.parameter('object').toLowerCase() !== 'user') throw notFound();
  const id = readId(request.parameter('id'));
  const { org, session } = request;
  if (!org.store.table(org.store.schema.need('User')).find(id)) throw notFound();
  if (id !== session.userId && !org.access.has(session.userId, 'ModifyAllData')) {
    throw new ApiError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on object id');
  }
  return id;
}

function setPassword(request: RestRequest): RestReply {
  const id = findUser(request);
  const body = request.json();
  const password = isJsonObject(body) ? body.NewPassword : undefined;
  if (typeof password !== 'string' || password.length < shortest || password.length > 16_000) {
    throw new ApiError(400, 'INVALID_NEW_PASSWORD', `Your password must be at least ${shortest} characters long.`);
  }
  request.org.credentials.setPassword(id, password);
  return noContent;
}

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const makePassword: RestHandler = (request) => {
  const id = findUser(request);
  const password = Array.from({ length: 12 }, () => letters.charAt(randomInt(letters.length))).join('');
  request.org.credentials.setPassword(id, password);
  return reply({ NewPassword: password });
};

/** Adds telling whether a user's password is expired, setting it, and having the org choose one. */
export function addUserPassword(router: RestRouter): void {
  router.add('/sobjects/:object/:id/password', {
    GET: (request) => reply({ isExpired: request.org.credentials.isPasswordExpired(findUser(request)) }),
    POST: setPassword,
    DELETE: makePassword,
  });
}
