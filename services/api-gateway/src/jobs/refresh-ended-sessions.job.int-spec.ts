import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InternalClient, ServiceCredentials } from '#service-kit';
import { eventually } from '#testing';
import { AuthEndedSessions } from '../providers/auth-ended-sessions.adapter.js';
import { RefreshEndedSessionsJob } from './refresh-ended-sessions.job.js';

const PROMISED_MS = 5_000;

describe('the end of a session', () => {
  let auth: Server;
  let client: InternalClient;
  let job: RefreshEndedSessionsJob;
  afterEach(async () => {
    await job.onModuleDestroy();
    await client.close();
    auth.closeAllConnections();
    await new Promise((done) => auth.close(done));
  });

  it('is known within five seconds although auth left two questions unanswered', async () => {
    let asked = 0;
    auth = createServer((_, response) => {
      asked += 1;
      if (asked <= 2) return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ success: true, data: { session_ids: ['ended'], user_ids: [] } }));
    });
    await new Promise<void>((done) => auth.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${(auth.address() as AddressInfo).port}`;
    const credentials = new ServiceCredentials('api-gateway', 'an internal secret of the specs, long enough');
    client = new InternalClient({ to: 'auth', baseUrl, credentials });
    const ended = new AuthEndedSessions(client);
    job = new RefreshEndedSessionsJob(ended);
    await job.onApplicationBootstrap();
    const caller = { userId: 'user', role: 'customer', livemode: false, sessionId: 'ended' } as const;
    await eventually(() => ended.has(caller), { timeoutMs: PROMISED_MS });
    expect(asked).toBe(3);
  });
});
