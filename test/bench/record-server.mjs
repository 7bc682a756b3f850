// The least that answers with a record: what the practice org's calls are compared with.
import { createServer } from 'node:http';

const record = { attributes: { type: 'Account' }, Id: '001gL0000000001AAA', Name: 'Alder Machines' };
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(record));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}`, token: '' })}\n`);
});
