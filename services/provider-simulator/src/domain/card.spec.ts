import { readCard } from './card.js';

describe('A card', () => {
  it('is read with blanks and dashes, whatever year it says', () => {
    expect(readCard({ number: '4242 4242-42424242', expiry: '12/25', cvv: '123' })).toMatchObject({
      brand: 'visa',
      last4: '4242',
      behaviour: 'authorize',
    });
  });

  it.each([
    ['13/30', '123'],
    ['0/30', '123'],
    ['12-30', '123'],
    ['12/30', '12'],
    ['12/30', '12345'],
    ['12/30', 'abc'],
  ])('with expiry %s and code %s can not be one', (expiry, cvv) => {
    expect(() => readCard({ number: '4242424242424242', expiry, cvv })).toThrow(
      expect.objectContaining({ code: 'card_invalid' }),
    );
  });

  it.each([
    ['4111111111111111', 'visa'],
    ['5555555555554444', 'mastercard'],
    ['378282246310005', 'amex'],
    ['6521111111111117', 'rupay'],
    ['1234567890123456', 'card'],
  ])('%s is a %s', (number, brand) => expect(readCard({ number, expiry: '01/2030', cvv: '1234' }).brand).toBe(brand));
});
