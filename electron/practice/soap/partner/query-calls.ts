import { isJsonObject } from '../../store/deserialize.ts';
import { clientFault } from '../fault.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { writeElement, Xml } from '../write-xml.ts';
import { askRest } from './ask-rest.ts';
import { writeResult } from './record-xml.ts';

/** The header that REST has for the page size which `QueryOptions` asks for. */
function pageSizeHeaders(call: SoapCall): ReadonlyMap<string, string> {
  const asked = call.header('QueryOptions')?.textOf('batchSize')?.trim();
  if (asked === undefined) return new Map();
  if (!/^\d{1,9}$/.test(asked)) throw clientFault(`'${asked.slice(0, 100)}' is not a valid value for the type xsd:int`);
  return new Map([['sforce-query-options', `batchSize=${asked}`]]);
}

function answer(call: SoapCall, path: string, query: Readonly<Record<string, string>> = {}): string {
  const result = askRest(call, path, query, pageSizeHeaders(call));
  const content = isJsonObject(result) ? writeResult(call, result) : '';
  return writeElement('result', new Xml(content), { 'xsi:type': 'QueryResult' });
}

const query: SoapOperation = (call) => answer(call, '/query', { q: call.body.textOf('queryString') ?? '' });

const queryAll: SoapOperation = (call) => answer(call, '/queryAll', { q: call.body.textOf('queryString') ?? '' });

const queryMore: SoapOperation = (call) => {
  const locator = call.body.textOf('queryLocator')?.trim() ?? '';
  return answer(call, `/query/${encodeURIComponent(locator === '' ? '-' : locator)}`);
};

/** The calls that find records with SOQL. */
export const queryCalls: readonly (readonly [string, SoapOperation])[] = [
  ['query', query],
  ['queryAll', queryAll],
  ['queryMore', queryMore],
];
