import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A key and a self-signed certificate for localhost, made for these tests only. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgs8s1NexGlEyOGXvb
3xpIRajuFNYupwWxbnnf3dS0hl+hRANCAAQ31vTuiaom3EMPTpSGrY7QxFi/fO47
Ji8P0RvzB8on8I5AKXj72XTNAJizQwe4KGjhQNMBel88j6YlKabdHXkH
-----END PRIVATE KEY-----
`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUCCu7a55MVyZcxAt6lNwoa4RV31YwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjAzNTMyMloYDzIxMjYxMDI5
MDM1MzIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ31vTuiaom3EMPTpSGrY7QxFi/fO47Ji8P0RvzB8on8I5AKXj72XTN
AJizQwe4KGjhQNMBel88j6YlKabdHXkHo28wbTAdBgNVHQ4EFgQU4heHbV6HC0HZ
ik5+v5/gYPEqfHwwHwYDVR0jBBgwFoAU4heHbV6HC0HZik5+v5/gYPEqfHwwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAPhQpSf59uGoHTphFgMIBLAt8xZ9XvyPdF89+HNktvlnAiBG
UC+8YSpoMjpNvTCoTqUXysRwnWwomQBOIxnWPvVA0w==
-----END CERTIFICATE-----
`;

/** Starts an https server on 127.0.0.1 whose certificate nobody vouches for. */
export async function startSelfSignedServer(): Promise<{ port: number; answered(): number; close(): Promise<void> }> {
  let answered = 0;
  const server = createServer({ key, cert }, (_, response) => {
    answered += 1;
    response.end('secret');
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    answered: () => answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
