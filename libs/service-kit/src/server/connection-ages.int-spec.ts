import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'undici';
import { Metrics } from '../operation/metrics.js';
import { ConnectionAges } from './connection-ages.js';
import { createAdapter, registerHooks } from './http-server.js';

describe('a kept connection', () => {
  let nowMs = 0;
  let server: FastifyInstance;
  let pool: Pool;
  const opened: Socket[] = [];
  const ask = async () => {
    const { statusCode, headers, body } = await pool.request({ method: 'POST', path: '/seats', body: '' });
    await body.dump();
    return { statusCode, connection: headers['connection'] };
  };

  beforeAll(async () => {
    server = createAdapter({ trustedHops: 0 }).getInstance<FastifyInstance>();
    registerHooks(server, {
      metrics: new Metrics('payment'),
      stopping: new AbortController().signal,
      debug: false,
      ages: new ConnectionAges(
        () => nowMs,
        () => 0.5,
      ),
    });
    server.post('/seats', () => ({ success: true }));
    server.server.on('connection', (socket) => opened.push(socket));
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  });
  afterAll(async () => {
    await pool.close();
    await server.close();
  });

  it('carries request after request for ten seconds', async () => {
    for (nowMs = 0; nowMs < 10_000; nowMs += 1_000)
      expect(await ask()).toEqual({ statusCode: 200, connection: 'keep-alive' });
    expect(opened).toHaveLength(1);
  });

  it('is left by its caller after the answer that says so, and the next request finds a new one', async () => {
    nowMs = 10_000;
    expect(await ask()).toEqual({ statusCode: 200, connection: 'close' });
    expect(await ask()).toEqual({ statusCode: 200, connection: 'keep-alive' });
    expect(opened).toHaveLength(2);
  });
});

describe('connections that were opened together', () => {
  it('grow old between eight and twelve seconds later, not at once', () => {
    let nowMs = 0;
    const draws = [0, 0.5, 0.999];
    const ages = new ConnectionAges(
      () => nowMs,
      () => draws.shift() ?? 0,
    );
    const connections = [{}, {}, {}];
    for (const connection of connections) ages.opened(connection);
    const oldAt = (ms: number) => {
      nowMs = ms;
      return connections.filter((connection) => ages.isOld(connection)).length;
    };
    expect([7_999, 8_000, 9_999, 10_000, 11_990, 12_000].map(oldAt)).toEqual([0, 1, 1, 2, 2, 3]);
  });
});
