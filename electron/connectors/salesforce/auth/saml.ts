import type { AuthScheme } from '../../sdk/index.ts';
import { encodeBase64 } from '../../sdk/redact.ts';
import { assertionFields, signInWithAssertion } from './assertion.ts';
import { writeSamlAssertion } from './saml-assertion.ts';

/** The OAuth 2.0 SAML bearer flow (RFC 7522). */
export const samlBearer: AuthScheme = {
  label: 'OAuth SAML',
  description: 'Best for orgs that already trust SAML. Works with Salesforce as the identity provider.',
  fields: assertionFields,
  signIn: (context) =>
    signInWithAssertion(context, 'urn:ietf:params:oauth:grant-type:saml2-bearer', async (key, claims) => {
      const { signJwt } = await import('../../../key-store/sign-jwt.ts');
      const { signXml } = await import('../../../key-store/sign-xml.ts');
      // A signature that nobody else can make is an ID that nobody can guess; the time makes it another each time.
      const signature = (await signJwt(key, { ...claims })).split('.').at(-1) ?? '';
      const assertion = writeSamlAssertion(`_${signature.slice(0, 43)}`, claims);
      return toBase64Url(signXml(key, assertion, { name: 'Assertion', signatureAfter: 'Issuer' }));
    }),
};

function toBase64Url(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
