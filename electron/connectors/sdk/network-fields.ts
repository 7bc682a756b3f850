import { type Fields, field } from './field.ts';

const proxy = { group: 'more', section: 'Proxy' } as const;
const mutualTls = { group: 'more', section: 'Mutual TLS' } as const;

/**
 * How a connection reaches its service, whatever the service and the way to sign in (ui.md §8.4, “Advanced, all
 * methods”). The host makes the route of it; connectors only declare the fields.
 */
export const networkFields: Fields = {
  connectionTimeout: field.number('Connection timeout', {
    default: 30,
    minimum: 1,
    maximum: 600,
    help: 'Seconds until a connection must be open, and until a sign-in must be answered.',
    group: 'more',
  }),
  readTimeout: field.number('Read timeout', {
    default: 60,
    minimum: 1,
    maximum: 3_600,
    help: 'Seconds until the service must have answered a call.',
    group: 'more',
  }),
  proxyHost: field.text('Proxy host', {
    ...proxy,
    placeholder: 'proxy.example.com',
    help: 'Leave empty to connect directly. The proxy sees which hosts are called; over https it sees nothing else.',
  }),
  proxyPort: field.number('Proxy port', { ...proxy, minimum: 1, maximum: 65_535 }),
  proxyUsername: field.text('Proxy username', { ...proxy, help: 'Only if the proxy asks for one.' }),
  proxyPassword: field.secret('Proxy password', { ...proxy, boundTo: ['proxyHost', 'proxyPort'] }),
  clientKeyStore: field.file('Client key store', {
    ...mutualTls,
    keptAs: 'clientKeyStoreContent',
    keys: { password: 'clientKeyStorePassword' },
    help: 'Only if the service asks for a client certificate: a .jks, .p12, .pfx or .pem file with the certificate and its key.',
  }),
  clientKeyStorePassword: field.secret('Client key store password', {
    ...mutualTls,
    boundTo: ['clientKeyStore'],
    help: 'Leave empty if the file has none.',
  }),
  clientKeyAlias: field.text('Client key alias', {
    ...mutualTls,
    help: 'Needed if the client key store holds several keys.',
  }),
};
