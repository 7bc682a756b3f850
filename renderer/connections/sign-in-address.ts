import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { JsonObject } from '../../shared/json/json.ts';

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
  if (!environment) return originOf(fields.baseUrl);
  if (fields.environment === 'practice') return practiceUrl;
  if (fields.environment === 'custom') return originOfDomain(fields.domain);
  const help = environment.options?.find(({ value }) => value === fields.environment)?.help;
  return help?.startsWith('https://') ? help : undefined;
}

/** `acme` and any address of the org `acme` both mean `https://acme.my.salesforce.com`. */
function originOfDomain(domain: unknown): string | undefined {
  if (typeof domain !== 'string' || domain.trim() === '') return undefined;
  const text = domain.trim().toLowerCase();
  if (/^[a-z0-9-]+$/.test(text)) return `https://${text}.my.salesforce.com`;
  const url = text.includes('://') ? text : `https://${text}`;
  if (!URL.canParse(url)) return undefined;
  return `https://${new URL(url).hostname.replace(/\.lightning\.force\.com$/, '.my.salesforce.com')}`;
}

function originOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;
}
