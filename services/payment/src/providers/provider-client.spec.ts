import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProviderClient } from './provider-client.js';

let server: Server | undefined;
let client: ProviderClient | undefined;
afterEach(async () => {
  await client?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

const call = async (listener: RequestListener) => {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new ProviderClient({ baseUrl: `http://127.0.0.1:${port}/base/`, timeoutMs: 300 });
  return client.call({ method: 'POST', path: '/v1/x', headers: {}, body: '{}' });
};

describe('A call to a provider', () => {
  it('gives the answer, whatever its status', async () => {
    const reply = await call((request, response) => response.writeHead(418).end(JSON.stringify({ url: request.url })));
    expect(reply).toEqual({ kind: 'answered', status: 418, body: { url: '/base/v1/x' } });
  });

  it('gives no body where the answer is no JSON', async () => {
    const reply = await call((_request, response) => response.end('<html>'));
    expect(reply).toEqual({ kind: 'answered', status: 200, body: undefined });
  });

  it('is unknown when the connection is cut after it was sent', async () => {
    expect(await call((request) => request.socket.destroy())).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when no answer comes in time', async () => {
    expect(await call(() => undefined)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when the answer stops in its middle', async () => {
    const reply = await call((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 50);
    });
    expect(reply).toMatchObject({ kind: 'unknown' });
  });

  it.each(['http://127.0.0.1:1', 'http://nowhere.invalid'])('was surely not sent to %s', async (baseUrl) => {
    client = new ProviderClient({ baseUrl, timeoutMs: 2_000 });
    server = undefined;
    expect(await client.call({ method: 'GET', path: '/', headers: {} })).toMatchObject({ kind: 'not_sent' });
  });
});
