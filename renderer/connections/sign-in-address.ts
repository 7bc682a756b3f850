import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { JsonObject } from '../../shared/json/json.ts';

/** What a wrong address is answered with, at its field (ui.md §8.4). */
export const ADDRESS_FORM = 'Enter the address as https://<domain>, for example https://thirdpartyconnector.com.';

/**
 * The address that will receive the credentials, for showing it before anything is sent; undefined while it can't be
 * told. The host derives the address it really uses by itself and refuses what isn't one.
 *
 * @param practiceUrl the practice server's address, while it runs.
 */
export function signInAddress(
  connector: ConnectorManifest,
  fields: JsonObject,
  practiceUrl: string | undefined,
): string | undefined {
  const environment = connector.common.find(({ key }) => key === 'environment');
  if (!environment) return originOfIssuer(fields) ?? (isOAuth(fields) ? undefined : originOf(fields.baseUrl));
  if (fields.environment === 'practice') return practiceUrl;
  if (fields.environment === 'custom') return originOfDomain(fields.domain);
  const help = environment.options?.find(({ value }) => value === fields.environment)?.help;
  return help?.startsWith('https://') ? help : undefined;
}

/** Where OAuth signs in: the issuer, or the first of its endpoints that a person entered. */
function originOfIssuer(fields: JsonObject): string | undefined {
  const keys = ['issuer', 'authorizationUrl', 'deviceAuthorizationUrl', 'tokenUrl'];
  return keys.map((key) => originOf(fields[key])).find((origin) => origin !== undefined);
}

/** True for fields of a form that signs in elsewhere than at the service that is called: only those have this one. */
function isOAuth(fields: JsonObject): boolean {
  return fields.clientAuthentication !== undefined;
}

/** The host of {@link signInAddress}, with its port where that isn't the usual one. */
export function signInHost(
  connector: ConnectorManifest,
  fields: JsonObject,
  practiceUrl: string | undefined,
): string | undefined {
  const address = signInAddress(connector, fields, practiceUrl);
  return address && URL.canParse(address) ? new URL(address).host : undefined;
}

/** Keys of fields that hold an address, with what makes it one. */
const addressFields: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  domain: originOfDomain,
  baseUrl: originOf,
  issuer: originOf,
};

/** The error of a field that should hold an address and doesn't; undefined for every other field and while empty. */
export function findAddressError(key: string, value: unknown): string | undefined {
  const isBlank = typeof value !== 'string' || value.trim() === '';
  return isBlank || !(key in addressFields) || addressFields[key]?.(value) ? undefined : ADDRESS_FORM;
}

/** A host name with at least one dot, each part of letters, digits and inner hyphens (RFC 1123). */
const domainForm = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const labelForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `acme` and any address of the org `acme` both mean `https://acme.my.salesforce.com`. */
function originOfDomain(domain: unknown): string | undefined {
  if (typeof domain !== 'string' || domain.trim() === '') return undefined;
  const text = domain.trim().toLowerCase();
  if (labelForm.test(text)) return `https://${text}.my.salesforce.com`;
  const address = /^[a-z][a-z0-9+.-]*:/.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, port, hostname } = new URL(address);
  if (protocol !== 'https:' || username !== '' || password !== '' || port !== '' || !domainForm.test(hostname)) {
    return undefined;
  }
  return `https://${hostname.replace(/\.lightning\.force\.com$/, '.my.salesforce.com')}`;
}

function originOf(address: unknown): string | undefined {
  if (typeof address !== 'string' || !/^https?:\/\//i.test(address.trim()) || !URL.canParse(address)) return undefined;
  return new URL(address).origin;
}
