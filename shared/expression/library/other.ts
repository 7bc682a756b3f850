import type { Json } from '../../json/json.ts';
import { parseJson } from '../../json/parse-json.ts';
import { matchesPattern, readPattern } from '../regex/regex.ts';
import { encodeBase64 } from '../text/base64.ts';
import { hashSha256 } from '../text/sha256.ts';
import { measureJson, writeJson } from '../values.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';

const text = { name: 'text', type: 'text' } as const;

/** Functions for ids, encodings and patterns. */
export const otherFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'hash',
    group: 'other',
    label: 'Fingerprint of a text',
    summary: 'The SHA-256 of a text’s UTF-8 form, as 64 hexadecimal digits.',
    parameters: [text],
    returns: 'text',
    example: { source: 'left(hash("Ada"), 8)', result: '99a563ab' },
    alsoKnownAs: ['sha256', 'digest', 'checksum'],
    run: (frame, value) => {
      frame.buildText(64);
      frame.spend(500 + 4 * value.length);
      return hashSha256(value);
    },
  }),
  defineFunction({
    name: 'uuid',
    group: 'other',
    label: 'New id',
    summary: 'A new random id, different each time it is worked out.',
    parameters: [],
    returns: 'text',
    example: { source: 'length(uuid())', result: 36 },
    alsoKnownAs: ['guid', 'randomId'],
    run: (frame) => {
      frame.buildText(36);
      return frame.scope.uuid();
    },
  }),
  defineFunction({
    name: 'base64',
    group: 'other',
    label: 'Encode as Base64',
    summary: 'The Base64 form of a text’s UTF-8 form.',
    parameters: [text],
    returns: 'text',
    example: { source: 'base64("Grüße")', result: 'R3LDvMOfZQ==' },
    alsoKnownAs: ['btoa', 'encodeBase64'],
    run: (frame, value) => {
      // At least this long; more where letters take several bytes.
      frame.buildText(Math.ceil(value.length / 3) * 4);
      frame.spend(3 * value.length);
      const encoded = encodeBase64(value);
      frame.buildText(encoded.length);
      return encoded;
    },
  }),
  defineFunction({
    name: 'urlEncode',
    group: 'other',
    label: 'Encode for a web address',
    summary: 'A text as it may stand inside a web address (RFC 3986 percent encoding).',
    parameters: [text],
    returns: 'text',
    example: { source: 'urlEncode("a b&c")', result: 'a%20b%26c' },
    alsoKnownAs: ['encodeURIComponent', 'urlEscape'],
    run: (frame, value) => {
      // Three bytes of three characters each for one character at most.
      frame.buildText(value.length);
      frame.spend(value.length);
      const encoded = encodeURIComponent(value.toWellFormed()).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      frame.buildText(encoded.length);
      return encoded;
    },
  }),
  defineFunction({
    name: 'json',
    group: 'other',
    label: 'Write as JSON',
    summary: 'Any value as compact JSON text.',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'text',
    example: { source: 'json({"a": [1, null]})', result: '{"a":[1,null]}' },
    alsoKnownAs: ['toJson', 'stringify'],
    run: (frame, value) => writeJson(value, frame),
  }),
  defineFunction({
    name: 'parseJson',
    group: 'other',
    label: 'Read JSON',
    summary: 'The value that a JSON text holds; fails when the text isn’t JSON.',
    parameters: [text],
    returns: 'any',
    example: { source: 'parseJson("[1, 2]")', result: [1, 2] },
    alsoKnownAs: ['fromJson'],
    run: (frame, value) => {
      frame.buildText(value.length);
      frame.spend(value.length);
      let parsed: Json;
      try {
        parsed = parseJson(value, (number) => frame.warn({ code: 'LONG_NUMBER', name: number }));
      } catch {
        // The parser's sentence speaks to programmers; ours says the same to analysts.
        return frame.fail('the text isn’t JSON', 'Check the text, or use it as it is.');
      }
      frame.spend(measureJson(parsed, frame) / 16);
      return parsed;
    },
  }),
  defineFunction({
    name: 'regexMatch',
    group: 'other',
    label: 'Matches a pattern',
    summary:
      'True when a regular expression matches somewhere in the text (^ and $ bind it to the ends). "i" as third value ignores case. Supports classes, groups, |, *, +, ?, {m,n}; no look-around, no back references.',
    parameters: [text, { name: 'pattern', type: 'text' }, { name: 'flags', type: 'text', optional: true }],
    returns: 'boolean',
    example: { source: 'regexMatch("AB-1234", "^[A-Z]{2}-\\\\d+$")', result: true },
    alsoKnownAs: ['matches', 'regex', 'match', 'test'],
    check: (frame, [, pattern, flags]) => {
      if (typeof pattern === 'string') readPattern(frame, pattern, typeof flags === 'string' ? flags : '');
    },
    run: (frame, value, pattern, flags = '') => matchesPattern(frame, readPattern(frame, pattern, flags), value),
  }),
];
