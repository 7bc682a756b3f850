import { clientFault, type SoapFault, writeFault } from './fault.ts';
import { readXml, XmlError } from './read-xml.ts';
import type { SoapApi } from './soap-api.ts';
import type { XmlElement } from './xml-element.ts';

/** A message that was read. */
export interface Envelope {
  /** What the headers are in; undefined when there are none. */
  readonly header: XmlElement | undefined;
  /** The call: the one element of the body. */
  readonly call: XmlElement;
}

/**
 * Reads a message. Throws SoapFault `soapenv:Client` for text that is not XML, another document than an envelope, and
 * a body without a call.
 */
export function readEnvelope(text: string): Envelope {
  let root: XmlElement;
  try {
    root = readXml(text);
  } catch (error) {
    if (error instanceof XmlError) throw clientFault(`The request is not a valid SOAP message: ${error.message}`);
    throw error;
  }
  const body = root.name === 'Envelope' ? root.child('Body') : undefined;
  if (!body) throw clientFault('The request is not a SOAP envelope with a body.');
  const [call] = body.children;
  if (!call) throw clientFault('The body of the request holds no call.');
  return { header: root.child('Header'), call };
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const soapNamespace = 'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"';
const instanceNamespace = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Writes the answer of a call; `content` is XML that stands in the body, `header` in the header. */
export function writeEnvelope(api: SoapApi, content: string, header = ''): string {
  const records = api.recordNamespace && content.includes('sf:') ? ` xmlns:sf="${api.recordNamespace}"` : '';
  const headers = header === '' ? '' : `<soapenv:Header>${header}</soapenv:Header>`;
  return `${declaration}<soapenv:Envelope ${soapNamespace} xmlns="${api.namespace}"${records} ${instanceNamespace}>${headers}<soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`;
}

/** Writes a refusal. */
export function writeFaultEnvelope(api: SoapApi, fault: SoapFault): string {
  const namespaces = `${soapNamespace} xmlns:sf="${api.faultNamespace}" ${instanceNamespace}`;
  return `${declaration}<soapenv:Envelope ${namespaces}><soapenv:Body>${writeFault(api, fault)}</soapenv:Body></soapenv:Envelope>`;
}
