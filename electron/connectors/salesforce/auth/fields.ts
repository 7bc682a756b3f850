import { type Field, type Fields, field } from '../../sdk/index.ts';
import { networkFields } from '../../sdk/network-fields.ts';
import { defaultApiVersion } from '../api-version.ts';

/** Fields of every way to sign in (ui.md §8.4). */
export const commonFields: Fields = {
  environment: field.choice(
    'Environment',
    [
      { value: 'production', label: 'Production', help: 'https://login.salesforce.com' },
      { value: 'test', label: 'Test', help: 'https://test.salesforce.com' },
      { value: 'custom', label: 'Custom domain', help: 'The org’s own My Domain address' },
      { value: 'practice', label: 'Practice', help: 'The practice org on this computer' },
    ],
    { required: true },
  ),
  domain: field.text('My Domain name', {
    help: 'The first part of the org’s address, or the whole address.',
    placeholder: 'acme',
    visibleWhen: { field: 'environment', is: ['custom'] },
  }),
  apiVersion: field.text('API version', { default: defaultApiVersion, group: 'more' }),
  ...networkFields,
};

/** The practice org's own user signs in where a practice connection names none, so nothing has to be typed there. */
export const unlessPractice = {
  required: true,
  optionalWhen: { field: 'environment', is: ['practice'] },
} satisfies Partial<Field>;

/** The security token that Salesforce sends by mail; it follows the password. */
export const securityToken = field.secret('Security token', {
  help: 'Leave empty if your network is trusted in Salesforce.',
});
