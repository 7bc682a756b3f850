/** A version that must not be in the lockfile, whoever asks for it. */
export type DeniedPackage = {
  name: string;
  /** Exact versions, everything below one, or all. */
  versions: readonly string[] | { below: string } | 'any';
  reason: string;
};

const stolenKeys2025 = 'published with a stolen maintainer’s account, September 2025';

/**
 * Checked offline, because an advisory feed may not be at hand where this is built (S38). Add what a review finds; a
 * row never leaves.
 */
export const deniedPackages: readonly DeniedPackage[] = [
  { name: 'jsonata', versions: { below: '2.2.2' }, reason: 'code execution from an expression (advisories of 2026)' },
  { name: 'fast-xml-parser', versions: { below: '5.10.1' }, reason: 'entity expansion and prototype pollution' },
  { name: 'axios', versions: ['1.14.1', '0.30.4'], reason: 'published with malware, 2026-03-31' },
  { name: 'vm2', versions: 'any', reason: 'sandbox escapes; abandoned' },
  { name: 'expr-eval', versions: 'any', reason: 'code execution from an expression; abandoned' },
  { name: 'xlsx', versions: 'any', reason: 'the registry’s copy is frozen at 0.18.5 with known vulnerabilities' },
  { name: 'exceljs', versions: 'any', reason: 'stale, with vulnerable dependencies' },
  { name: 'event-stream', versions: ['3.3.6'], reason: 'malware, 2018' },
  { name: 'ua-parser-js', versions: ['0.7.29', '0.8.0', '1.0.0'], reason: 'malware, 2021' },
  { name: 'coa', versions: ['2.0.3', '2.0.4', '2.1.1', '2.1.3', '3.0.1', '3.1.3'], reason: 'malware, 2021' },
  { name: 'rc', versions: ['1.2.9', '1.3.9', '2.3.9'], reason: 'malware, 2021' },
  { name: 'node-ipc', versions: ['9.2.2', '10.1.1', '10.1.2', '10.1.3', '11.0.0'], reason: 'destructive code, 2022' },
  { name: 'colors', versions: ['1.4.1', '1.4.2', '1.4.44-liberty-2'], reason: 'sabotaged, 2022' },
  { name: 'faker', versions: ['6.6.6'], reason: 'sabotaged, 2022' },
  { name: 'debug', versions: ['4.4.2'], reason: stolenKeys2025 },
  { name: 'chalk', versions: ['5.6.1'], reason: stolenKeys2025 },
  { name: 'ansi-styles', versions: ['6.2.2'], reason: stolenKeys2025 },
  { name: 'ansi-regex', versions: ['6.2.1'], reason: stolenKeys2025 },
  { name: 'color-convert', versions: ['3.1.1'], reason: stolenKeys2025 },
  { name: 'color-name', versions: ['2.0.1'], reason: stolenKeys2025 },
  { name: 'supports-color', versions: ['10.2.1'], reason: stolenKeys2025 },
  { name: 'strip-ansi', versions: ['7.1.1'], reason: stolenKeys2025 },
  { name: 'wrap-ansi', versions: ['9.0.1'], reason: stolenKeys2025 },
  { name: 'slice-ansi', versions: ['7.1.1'], reason: stolenKeys2025 },
  { name: '@ctrl/tinycolor', versions: ['4.1.1', '4.1.2'], reason: 'the Shai-Hulud worm, September 2025' },
  { name: 'lodash', versions: { below: '4.17.21' }, reason: 'prototype pollution, command injection' },
  { name: 'minimist', versions: { below: '1.2.6' }, reason: 'prototype pollution' },
  { name: 'tough-cookie', versions: { below: '4.1.3' }, reason: 'prototype pollution' },
  { name: 'tar', versions: { below: '6.2.1' }, reason: 'writes outside its folder' },
];

/** A direct runtime dependency as it was reviewed: `published` is its version's date in the registry. */
export type ReviewedPackage = { version: string; published: string; reason: string };

/** Every entry of `dependencies` in package.json, at exactly this version (S38). */
export const reviewedPackages: Readonly<Record<string, ReviewedPackage>> = {
  '@hono/node-server': { version: '2.1.8', published: '2026-11-12', reason: 'hono over node:http' },
  '@jetstreamapp/soql-parser-js': {
    version: '6.3.1',
    published: '2026-05-02',
    reason: 'parses SOQL in the practice org',
  },
  '@marcbachmann/cel-js': { version: '8.0.0', published: '2026-08-22', reason: 'expressions, bounded by design' },
  '@napi-rs/keyring': { version: '2.1.2', published: '2026-10-19', reason: 'the Secret Service, for the vault’s key' },
  '@orpc/client': { version: '1.16.1', published: '2026-10-22', reason: 'the contract, called' },
  '@orpc/contract': { version: '1.16.1', published: '2026-10-22', reason: 'the contract, declared' },
  '@orpc/server': { version: '1.16.1', published: '2026-10-22', reason: 'the contract, served' },
  '@xmldom/xmldom': { version: '0.8.15', published: '2026-08-21', reason: 'the tree xml-crypto works on' },
  asn1js: { version: '3.1.0', published: '2026-10-16', reason: 'ASN.1 of key stores, bounded in depth and nodes' },
  axios: { version: '1.21.1', published: '2026-11-09', reason: 'HTTP interface over our own transport' },
  chokidar: { version: '6.0.0', published: '2026-10-19', reason: 'tells when a watched folder may have changed' },
  commander: { version: '15.1.0', published: '2026-11-07', reason: 'the command line' },
  croner: { version: '11.0.1', published: '2026-11-14', reason: 'the moments of a schedule, with time zones' },
  cronstrue: { version: '3.39.0', published: '2026-11-09', reason: 'a schedule in words' },
  'csv-parse': { version: '7.0.3', published: '2026-09-25', reason: 'bulk jobs of the practice org' },
  'electron-store': { version: '12.0.0', published: '2026-10-12', reason: 'settings and window state in the desktop' },
  'fast-xml-parser': { version: '5.12.1', published: '2026-11-13', reason: 'SOAP and XML bodies; DOCTYPE refused' },
  hono: { version: '4.13.18', published: '2026-11-11', reason: 'routes of browser mode and the practice org' },
  hucre: { version: '1.0.0', published: '2026-09-23', reason: 'packs Excel workbooks as rows come; no dependencies' },
  jose: { version: '6.2.17', published: '2026-11-09', reason: 'JWT bearer assertions' },
  jsonata: { version: '2.2.2', published: '2026-07-16', reason: 'reshapes documents, in a process of its own only' },
  'openid-client': { version: '6.8.9', published: '2026-11-02', reason: 'OAuth 2.0 and OpenID Connect, over our port' },
  selfsigned: { version: '5.5.0', published: '2026-01-12', reason: 'certificate of the practice org’s TLS port' },
  undici: { version: '8.12.4', published: '2026-11-05', reason: 'HTTP connections, pooled' },
  ws: { version: '8.23.0', published: '2026-11-12', reason: 'WebSocket of browser mode' },
  'xml-crypto': { version: '6.3.2', published: '2026-09-24', reason: 'signatures of SAML assertions' },
  zod: { version: '4.6.7', published: '2026-10-12', reason: 'schemas of all that comes from outside' },
};

/** Electron's newest major when someone last looked at its release schedule (S11); look again every eight weeks. */
export const electronSchedule = { newestMajor: 45, lookedOn: '2026-11-22' };
