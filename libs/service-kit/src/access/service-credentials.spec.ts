import { ServiceCredentials } from './service-credentials.js';

const secret = 'x'.repeat(32);

describe('service credentials', () => {
  let nowS = 1_700_000_000;
  const clock = () => nowS;
  const payment = new ServiceCredentials('payment', secret, clock);
  const booking = new ServiceCredentials('booking', secret, clock);

  it('tell the called service who calls', () => {
    expect(booking.verify(payment.issueFor('booking'))).toBe('payment');
  });

  it('are refused by any other service', () => {
    expect(() => new ServiceCredentials('auth', secret, clock).verify(payment.issueFor('booking'))).toThrow(
      'credential',
    );
  });

  it('are refused under another secret', () => {
    const stranger = new ServiceCredentials('payment', 'y'.repeat(32), clock);
    expect(() => booking.verify(stranger.issueFor('booking'))).toThrow('credential');
  });

  it('are accepted under both secrets while the secret is changed', () => {
    const [before, after] = [secret, 'z'.repeat(32)];
    const changing = new ServiceCredentials('booking', before, clock, after);
    const changed = new ServiceCredentials('payment', after, clock, before);
    expect(changing.verify(payment.issueFor('booking'))).toBe('payment');
    expect(changing.verify(changed.issueFor('booking'))).toBe('payment');
  });

  it('are used for 30 seconds and good for 60', () => {
    const first = payment.issueFor('booking');
    expect(payment.issueFor('booking')).toBe(first);
    nowS += 31;
    expect(payment.issueFor('booking')).not.toBe(first);
    expect(booking.verify(first)).toBe('payment');
    nowS += 60;
    expect(() => booking.verify(first)).toThrow('credential');
  });

  it.each([undefined, '', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', ['x']])('%p is refused', (token) => {
    expect(() => booking.verify(token)).toThrow('credential');
  });
});
