import { EventPrinter } from './event-printer.js';

describe('what the starter prints of its services', () => {
  const printed: string[] = [];
  const printer = new EventPrinter((line) => printed.push(line));
  const line = (text: string) => printer.print({ service: 'auth', kind: 'line', text });
  beforeEach(() => printed.splice(0));

  it('is only what is wrong while the platform starts', () => {
    line('12:00:00.000 info auth [Service] listens');
    line('12:00:00.000 warn auth [Service] waits for the broker');
    line('12:00:00.000 error auth [Service] no database');
    line('    at connect (database.ts:1:1)');
    line('12:00:00.000 warn auth [Service] tries again');
    line('    in a second');
    expect(printed).toEqual(['12:00:00.000 error auth [Service] no database', '    at connect (database.ts:1:1)']);
  });

  it('is everything once the platform is ready', () => {
    printer.everything();
    line('12:00:00.000 info auth [Service] listens');
    expect(printed).toHaveLength(1);
  });

  it('says that a service has crashed', () => {
    printer.print({ service: 'auth', kind: 'crashed', text: 'ended (SIGKILL); starting it again in 0.5 s' });
    expect(printed[0]).toMatch(/warn starter auth ended \(SIGKILL\); starting it again in 0.5 s$/);
  });
});
