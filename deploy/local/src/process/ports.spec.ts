import { createServer, type Server } from 'node:net';
import { isFree, Ports } from './ports.js';

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
const portOf = (server: Server): number => (server.address() as { port: number }).port;

describe('ports', () => {
  let taken: Server;
  beforeEach(async () => {
    taken = await listen(0);
  });
  afterEach(() => new Promise((resolve) => taken.close(resolve)));

  it('steps over a port that is in use', async () => {
    const port = await new Ports().near(portOf(taken));
    expect(port).toBeGreaterThan(portOf(taken));
    expect(await isFree(port)).toBe(true);
  });

  it('names the gateway port that is in use, and what to type', async () => {
    const port = portOf(taken);
    await expect(new Ports().exactly(port, 'the gateway, PORT')).rejects.toThrow(
      new RegExp(`Port ${port} \\(the gateway, PORT\\) is in use[^]*PORT=${port + 1} npm start`),
    );
  });

  it('never hands out one port twice, not even to two who ask at once', async () => {
    const ports = new Ports();
    const first = portOf(taken) + 1;
    const given = await Promise.all([ports.near(first), ports.near(first), ports.any(), ports.any()]);
    expect(new Set(given).size).toBe(4);
  });
});
