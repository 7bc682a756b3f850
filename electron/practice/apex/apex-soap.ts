import type { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import type { Envelope } from '../soap/envelope.ts';
import { clientFault } from '../soap/fault.ts';
import { answerSoap, authenticateCall } from '../soap/serve-soap.ts';
import { apexClassApi } from '../soap/soap-api.ts';
import { writeElement, type XmlValue } from '../soap/write-xml.ts';
import type { XmlElement } from '../soap/xml-element.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { ApexException, describeException } from './apex-exception.ts';
import { runMethod } from './run-method.ts';

/** An argument as a value: text, a list where the element is repeated, an object where it holds others. */
function readArgument(element: XmlElement): unknown {
  if (element.isNil) return null;
  return element.children.length === 0 ? element.text : readArguments(element);
}

function readArguments(element: XmlElement): Readonly<Record<string, unknown>> {
  const names = [...new Set(element.children.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const values = element.all(name).map(readArgument);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

const elementName = /^[A-Za-z_][\w.-]*$/;

/** A value as XML; members whose names no element can have, and `attributes` of records, are left out. */
function toXml(value: unknown): XmlValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(toXml);
  if (!isJsonObject(value)) return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  const members = Object.entries(value).filter(([name]) => name !== 'attributes' && elementName.test(name));
  return Object.fromEntries(members.map(([name, inner]) => [name, toXml(inner)]));
}

function call(context: PracticeContext, org: Org, className: string, envelope: Envelope): string {
  const { session } = authenticateCall(org, envelope);
  context.set('session', session);
  const methods = org.apex.findClass(className);
  if (!methods) throw clientFault(`No service available for class '${className.slice(0, 100)}'`);
  const { name } = envelope.call;
  const method = methods.get(name);
  if (!method) {
    const called = `{${apexClassApi(className).namespace}}${name.slice(0, 100)}`;
    throw clientFault(`No operation available for request ${called}, please check the WSDL for the service.`);
  }
  try {
    const invocation = { org, userId: session.userId, body: readArguments(envelope.call), path: [], query: {} };
    const { value } = runMethod(method.run, invocation);
    return value === undefined
      ? `<${method.method}Response/>`
      : `<${method.method}Response>${writeElement('result', toXml(value))}</${method.method}Response>`;
  } catch (error) {
    if (error instanceof ApexException) throw clientFault(describeException(error, method.class, method.method));
    if (error instanceof ApiError) throw clientFault(error.entries[0]?.message ?? error.message);
    throw error;
  }
}

/** Adds the Apex SOAP classes under `/services/Soap/class/<Class>`, with a namespace before the class or without. */
export function addApexSoap(app: Hono<PracticeEnv>, org: Org): void {
  const serve = (context: PracticeContext): Promise<Response> => {
    const namespace = context.req.param('namespace');
    const className = `${namespace === undefined ? '' : `${namespace}/`}${context.req.param('class') ?? ''}`;
    // The name goes into the answer's namespace, so only names of classes may.
    const safe = /^[\w/]{1,100}$/.test(className) ? className : '';
    return answerSoap(context, org, apexClassApi(safe), (envelope) => ({
      content: call(context, org, className, envelope),
    }));
  };
  app.all('/services/Soap/class/:class', serve);
  app.all('/services/Soap/class/:namespace/:class', serve);
}
