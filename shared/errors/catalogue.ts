import { appErrors } from './catalogue/app.ts';
import { connectionErrors } from './catalogue/connection.ts';
import { credentialErrors } from './catalogue/credential.ts';
import { expressionErrors } from './catalogue/expression.ts';
import { fileErrors } from './catalogue/files.ts';
import { flowErrors } from './catalogue/flow.ts';
import { keyStoreErrors } from './catalogue/key-store.ts';
import { runErrors } from './catalogue/run.ts';
import { storeErrors } from './catalogue/store.ts';
import { vaultErrors } from './catalogue/vault.ts';
import { webhookErrors } from './catalogue/webhook.ts';

/** Every error code of Millrace, in one table, grouped by area in `catalogue/`. */
export const errorCatalogue = {
  ...appErrors,
  ...connectionErrors,
  ...credentialErrors,
  ...expressionErrors,
  ...fileErrors,
  ...flowErrors,
  ...keyStoreErrors,
  ...runErrors,
  ...storeErrors,
  ...vaultErrors,
  ...webhookErrors,
};

/** The code of an error in the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;

/** True when the text is a code of the catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}
