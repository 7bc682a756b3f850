import { defineConnector } from '../sdk/index.ts';
import { commonFields, schemes } from './auth.ts';
import { parseHttpError } from './errors.ts';
import { request } from './request.ts';
import { verifyConnection } from './verify.ts';

/** Any service over HTTP. */
export const http = defineConnector({
  id: 'http',
  version: 1,
  label: 'HTTP service',
  icon: 'http.svg',
  description: 'Calls any service that speaks HTTP.',
  common: commonFields,
  auth: schemes,
  verify: verifyConnection,
  errors: parseHttpError,
  actions: { request },
});
