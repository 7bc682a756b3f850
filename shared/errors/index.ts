export { type ErrorCode, errorCatalogue, isErrorCode } from './catalogue.ts';
export type { ErrorData, ErrorDefinition, Fault } from './define.ts';
export { type ErrorDescription, type ErrorOptions, MillraceError, toMillraceError } from './millrace-error.ts';
