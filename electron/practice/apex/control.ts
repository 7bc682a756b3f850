import type { Control } from '../control/registry.ts';
import { readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import type { Schema } from '../schema/schema.ts';
import { apexVerbs } from './apex-method.ts';
import type { ApexRegistry, ClassPlace, EndpointPlace } from './apex-registry.ts';
import { readResponder } from './read-responder.ts';

/** Reads where a method is: a URL mapping and a verb, or a class and a method. Throws ApiError 400. */
export function readPlace(settings: Settings): EndpointPlace | ClassPlace {
  const urlMapping = readName(settings, 'urlMapping', '/Orders/*');
  const className = readName(settings, 'class', 'OrderService');
  if (urlMapping !== undefined && className === undefined) {
    if (!/^(?:\/[\w.~-]{1,80}){1,10}(?:\/\*)?$/.test(urlMapping)) {
      throw refuse('urlMapping must be a path below /services/apexrest, such as /Orders or /Orders/*.');
    }
    const verb = apexVerbs.find((known) => known === (settings.verb ?? 'GET'));
    if (!verb) throw refuse(`verb must be one of ${apexVerbs.join(', ')}.`);
    return { urlMapping, verb };
  }
  const method = readName(settings, 'method', 'placeOrder');
  if (urlMapping !== undefined || className === undefined || method === undefined) {
    throw refuse('A method needs either urlMapping and verb, or class and method.');
  }
  const name = /^[A-Za-z]\w{0,79}$/;
  if (!/^(?:[A-Za-z]\w{0,14}\/)?[A-Za-z]\w{0,79}$/.test(className) || !name.test(method)) {
    throw refuse('class and method must be names, such as OrderService and placeOrder.');
  }
  return { class: className, method };
}

/** `POST apex` adds or replaces a method of an Apex class; GET shows all, DELETE takes one away. */
export function apexControl(apex: ApexRegistry, schema: Schema): Control {
  const describe = () => ({
    rest: apex.endpoints.map(({ urlMapping, verb, respond }) => ({ urlMapping, verb, respond })),
    soap: apex.classes.map(({ class: name, method, respond }) => ({ class: name, method, respond })),
  });
  return {
    name: 'apex',
    description:
      'POST {urlMapping, verb, respond} adds a method of an Apex REST class, POST {class, method, respond} one of an Apex SOAP class. respond holds one of: reply (any JSON) with status?; json (the same as text); nothing; create (an object) with fields and returns?; update with id?, fields, returns?, show?; read with id?, show?; delete with id?; query (SOQL); error (a text) with type?. Texts may hold {body.name}, {path.1} and {query.name}. GET shows all. DELETE ?urlMapping=&verb= or ?class=&method= takes one away.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return describe();
      },
      POST: (settings) => {
        refuseOthers(settings, ['urlMapping', 'verb', 'class', 'method', 'respond']);
        const place = readPlace(settings);
        const respond = readResponder(schema, settings.respond);
        if ('verb' in place) apex.declareEndpoint(place, respond);
        else apex.declareClass(place, respond);
        return {};
      },
      DELETE: (settings) => {
        refuseOthers(settings, ['urlMapping', 'verb', 'class', 'method']);
        const place = readPlace(settings);
        const removed = 'verb' in place ? apex.removeEndpoint(place) : apex.removeClass(place);
        if (!removed) throw refuse('There is no such method. GET shows all.');
        return {};
      },
    },
    forms: [
      {
        group: 'Org',
        title: 'Apex REST method',
        explanation: 'A class of your own answers under /services/apexrest with JSON you write.',
        button: 'Add method',
        fields: [
          { name: 'urlMapping', label: 'URL mapping', kind: 'text', initial: '/Orders/*' },
          { name: 'verb', label: 'Method', kind: 'choice', choices: () => apexVerbs },
          { name: 'respond.json', label: 'Answer (JSON)', kind: 'text', initial: '{"orderId": "{path.1}"}' },
        ],
      },
    ],
  };
}
