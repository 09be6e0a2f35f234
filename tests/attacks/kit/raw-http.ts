import { connect } from 'node:net';
import { platform } from '../../support/platform.js';

const WAIT_MS = 5_000;

/** Sends bytes as they are to the gateway, as no client would, and gives the status of each answer that comes. */
export function rawStatuses(bytes: string): Promise<string> {
  return rawAnswer(bytes).then((text) => [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) => code).join(' '));
}

/** Everything the gateway says until it closes, or for some seconds. */
export function rawAnswer(bytes: string): Promise<string> {
  const { hostname, port } = new URL(platform().gatewayUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    let answer = '';
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(WAIT_MS, done);
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('close', done);
    socket.on('error', (error) => (answer ? done() : reject(error)));
  });
}

/** Sends a beginning and then a byte each half second; what the gateway says until it closes, or nothing in time. */
export function dripped(beginning: string, forMs: number): Promise<string> {
  const { hostname, port } = new URL(platform().gatewayUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(beginning));
    let answer = '';
    const drip = setInterval(() => socket.write('a'), 500);
    const late = setTimeout(() => socket.destroy(), forMs);
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      clearTimeout(late);
      resolve(answer);
    });
  });
}

export const requestOf = (head: readonly string[], body = ''): string => `${head.join('\r\n')}\r\n\r\n${body}`;
