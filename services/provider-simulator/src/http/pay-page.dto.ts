import { Field } from '#service-kit';
import { METHODS, type Method } from '../domain/session.js';

/** What the payment page posts: as a form (all texts, unused fields empty) or, from programs, as JSON. */
export class PayDto {
  @Field.oneOf(METHODS)
  method: Method;

  @Field.optional.password({ min: 0, max: 40 })
  card_number?: string;

  @Field.optional.password({ min: 0, max: 10 })
  expiry?: string;

  @Field.optional.password({ min: 0, max: 10 })
  cvv?: string;

  @Field.optional.text({ max: 130, min: 0 })
  upi_id?: string;

  /** What the simulated bank or wallet says; without it the outcome is drawn. */
  @Field.optional.oneOf(['authorize', 'decline', 'draw'])
  choice?: 'authorize' | 'decline' | 'draw';

  /** The number of the try the page offered: posted twice it is one try. */
  @Field.optional.int({ min: 1, max: 999 })
  try?: number;
}

export class OtpDto {
  @Field.text({ max: 10 })
  otp: string;
}
