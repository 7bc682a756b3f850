import { BlockList, isIP } from 'node:net';

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
// Cloud metadata services outside the link-local ranges: Alibaba's, and the IPv6 form of Amazon's.
linkLocal.addAddress('100.100.100.200', 'ipv4');
linkLocal.addAddress('fd00:ec2::254', 'ipv6');

const ownComputer = new BlockList();
ownComputer.addSubnet('127.0.0.0', 8, 'ipv4');
ownComputer.addSubnet('0.0.0.0', 8, 'ipv4');
ownComputer.addAddress('::1', 'ipv6');
ownComputer.addAddress('::', 'ipv6');

/**
 * Why a flow may not connect to this IP address and port, or undefined when it may (S20). Loopback is allowed, since
 * the practice org lives there, except for Millrace's own control ports.
 */
export function findForbidden(address: string, port: number, controlPorts: Iterable<number>): string | undefined {
  const plain = unmapAddress(address);
  if (isIn(linkLocal, plain)) return 'It is a link-local address, which only this computer’s own services use.';
  for (const controlPort of controlPorts) {
    if (port === controlPort && isIn(ownComputer, plain)) return 'It is Millrace’s own control port.';
  }
  return undefined;
}

/**
 * Why a flow may not ask a proxy for this host and port, or undefined when it may (S20). The proxy looks names up, not
 * we, and may stand on this computer: so a literal address is judged as without a proxy, and no name is asked for with
 * the number of a control port. Which link-local services the proxy's own computer has is for the proxy to guard.
 */
export function findForbiddenThroughProxy(
  host: string,
  port: number,
  controlPorts: Iterable<number>,
): string | undefined {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return findForbidden(host, port, controlPorts);
  for (const controlPort of controlPorts) {
    if (port === controlPort) return 'Its port is Millrace’s own control port.';
  }
  return undefined;
}

/** The IPv4 address inside an IPv6 one (`::ffff:127.0.0.1`, `64:ff9b::7f00:1`), else the address itself. */
function unmapAddress(address: string): string {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(plain) !== 6) return plain;
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const embedded = /^(?:::ffff:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!embedded) return canonical;
  const high = Number.parseInt(embedded[1] ?? '', 16);
  const low = Number.parseInt(embedded[2] ?? '', 16);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
