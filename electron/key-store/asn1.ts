import {
  type BaseBlock,
  BmpString,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Set as SetOf,
} from 'asn1js';
import { damaged } from './flaws.ts';

/** A node of an ASN.1 structure (ITU-T X.680), read from BER or DER (X.690). */
export type Node = BaseBlock;

/** Deeper or more than any key store is; beyond, reading stops. */
const limits = { maxDepth: 60, maxNodes: 50_000 };

const contextSpecific = 3;

/** Every function here throws MillraceError KEY_STORE_UNREADABLE where the structure isn't the expected one. */
export function parseAsn1(bytes: Uint8Array): Node {
  let parsed: { offset: number; result: Node };
  try {
    parsed = fromBER(bytes, { ...limits, maxContentLength: bytes.length });
  } catch (cause) {
    throw damaged(cause);
  }
  if (parsed.offset < 0 || parsed.result.error !== '') throw damaged();
  return parsed.result;
}

/** The members of a SEQUENCE. */
export function membersOf(node: Node | undefined): Node[] {
  if (!(node instanceof Sequence)) throw damaged();
  return node.valueBlock.value;
}

/** The elements of a SET; none where there is no set. */
export function elementsOf(node: Node | undefined): Node[] {
  return node instanceof SetOf ? node.valueBlock.value : [];
}

/** What an explicit tag holds. */
export function insideTag(node: Node | undefined, tag: number): Node {
  if (!(node instanceof Constructed) || !hasTag(node, tag)) throw damaged();
  const [inner] = node.valueBlock.value;
  if (!inner) throw damaged();
  return inner;
}

/** The bytes of an OCTET STRING. */
export function octetsOf(node: Node | undefined): Uint8Array {
  if (!(node instanceof OctetString)) throw damaged();
  return new Uint8Array(node.getValue());
}

/** The bytes of an OCTET STRING under an implicit tag, whole or (BER) in pieces. */
export function octetsUnderTag(node: Node | undefined, tag: number): Uint8Array {
  if (node instanceof Primitive && hasTag(node, tag)) return new Uint8Array(node.valueBlock.valueHexView);
  if (node instanceof Constructed && hasTag(node, tag)) return joinBytes(node.valueBlock.value.map(octetsOf));
  throw damaged();
}

/** An OBJECT IDENTIFIER in dotted form. */
export function identifierOf(node: Node | undefined): string {
  if (!(node instanceof ObjectIdentifier)) throw damaged();
  return node.valueBlock.toString();
}

/** An INTEGER that fits a number. */
export function integerOf(node: Node | undefined): number {
  if (!isInteger(node) || node.valueBlock.valueHexView.length > 6) throw damaged();
  return Number(node.toBigInt());
}

/** True for an INTEGER. */
export function isInteger(node: Node | undefined): node is Integer {
  return node instanceof Integer;
}

/** The text of a BMPString, or undefined for anything else. */
export function bmpTextOf(node: Node | undefined): string | undefined {
  return node instanceof BmpString ? node.valueBlock.value : undefined;
}

/** The node as it stood in the file. */
export function bytesOf(node: Node): Uint8Array {
  return new Uint8Array(node.valueBeforeDecodeView);
}

/** An AlgorithmIdentifier: what and with which parameters. */
export function algorithmOf(node: Node | undefined): { id: string; parameters: Node | undefined } {
  const [id, parameters] = membersOf(node);
  return { id: identifierOf(id), parameters };
}

/** One after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function hasTag(node: Node, tag: number): boolean {
  return node.idBlock.tagClass === contextSpecific && node.idBlock.tagNumber === tag;
}
