import type { PracticeOrg } from '../practice-org.ts';
import { readXml } from './read-xml.ts';
import type { XmlElement } from './xml-element.ts';

/** An answer as a test looks at it. */
export interface SoapAnswer {
  readonly status: number;
  readonly text: string;
  /** The element in the body: the response of the call, or the Fault. */
  readonly body: XmlElement;
  /** The `faultcode`; null when the call succeeded. */
  readonly faultCode: string | null;
  readonly faultText: string | null;
}

const namespaces = {
  u: 'urn:partner.soap.sforce.com',
  c: 'urn:enterprise.soap.sforce.com',
  m: 'http://soap.sforce.com/2006/04/metadata',
} as const;

/** Posts a message as it is; headers given replace the usual ones, null takes one away. */
export async function postSoap(
  url: string,
  message: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string | null>> = {},
): Promise<SoapAnswer> {
  const all = { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""', ...headers };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(url, { method: 'POST', headers: sent, body: message });
  const text = await response.text();
  const root = text.startsWith('<') ? readXml(text) : undefined;
  const body = root?.child('Body')?.children[0];
  if (!body) throw new Error(`No SOAP message came back: ${response.status} ${text.slice(0, 300)}`);
  return {
    status: response.status,
    text,
    body,
    faultCode: body.textOf('faultcode'),
    faultText: body.textOf('faultstring'),
  };
}

/** The message of a call; `session` goes into the SessionHeader, `headers` beside it. */
export function soapMessage(letter: 'u' | 'c' | 'm', call: string, session: string | null, headers = ''): string {
  const sessionHeader = session === null ? '' : `<SessionHeader><sessionId>${session}</sessionId></SessionHeader>`;
  const namespace = namespaces[letter];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<soapenv:Header xmlns="${namespace}">${sessionHeader}${headers}</soapenv:Header>`,
    `<soapenv:Body xmlns="${namespace}">${call}</soapenv:Body></soapenv:Envelope>`,
  ].join('');
}

/** Makes calls of one service as someone who is signed in. */
export function soapCaller(
  org: PracticeOrg,
  letter: 'u' | 'c' | 'm',
  session: string | null,
): (call: string, headers?: string) => Promise<SoapAnswer> {
  const url = `${org.instanceUrl}/services/Soap/${letter}/64.0`;
  return (call, headers) => postSoap(url, soapMessage(letter, call, session, headers));
}

/** The `login` call of a user. */
export function loginCall(username: string, password: string): string {
  return `<login><username>${username}</username><password>${password}</password></login>`;
}
