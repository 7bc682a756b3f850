export { type Action, type ActionContext, type ActionItem, action, type BatchWork } from './action.ts';
export type { CallEffect, CallPort, PortAnswer, PortRequest } from './call-port.ts';
export { callbackPortField, readCallbackPort } from './callback-port.ts';
export type { ClientAnswer, ClientRequest, ConnectorClient } from './client.ts';
export {
  type Connector,
  defineConnector,
  type OptionLoader,
  type PermissionAccess,
  type PermissionCheck,
  type PermissionNeed,
  type Verification,
} from './connector.ts';
export { type Field, type Fields, field } from './field.ts';
export type {
  AuthScheme,
  AuthSchemes,
  BrowserAnswer,
  BrowserGrant,
  Callback,
  DeviceCode,
  DeviceGrant,
  Grant,
  GrantContext,
  PracticeAddress,
  Session,
  SignInContext,
} from './session.ts';
