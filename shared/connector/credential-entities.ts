/** What is sent with a named credential (product.md K2); `custom` has a name of its own. */
export const CREDENTIAL_ENTITIES = ['bill', 'account', 'contact', 'lead', 'opportunity', 'custom'] as const;
export type CredentialEntity = (typeof CREDENTIAL_ENTITIES)[number];
