import { Field } from '#service-kit';
import { METHODS, type Method } from '../domain/session.js';

const REFERENCE = /^[\w:-]{1,100}$/;
const MAX_AMOUNT = 1e15;
const DAY_S = 86_400;

export class OpenSessionDto {
  /** The merchant's own id of what is paid. */
  @Field.pattern(REFERENCE, '0192a1b2-…')
  reference: string;

  /** Minor units. */
  @Field.int({ min: 1, max: MAX_AMOUNT })
  amount: number;

  @Field.pattern(/^[A-Z]{3}$/, 'INR')
  currency: string;

  @Field.optional.oneOf(['automatic', 'manual'])
  capture?: 'automatic' | 'manual';

  @Field.optional.oneOf(METHODS)
  method?: Method;

  @Field.optional.text({ max: 500 })
  description?: string;

  @Field.url()
  return_url: string;

  @Field.url()
  notify_url: string;

  /** Seconds the session can be paid in. */
  @Field.optional.int({ min: 1, max: DAY_S })
  expires_in?: number;
}

export class ChargeSourceDto {
  @Field.optional.pattern(/^tok_[0-9a-f]{40}$/, 'tok_…')
  token?: string;

  @Field.optional.text({ max: 130 })
  upi_id?: string;
}

export class ChargeDto extends OpenSessionDto {
  /** A vaulted card's token or a UPI id. */
  @Field.object(() => ChargeSourceDto)
  source: ChargeSourceDto;
}

export class FindSessionDto {
  @Field.pattern(REFERENCE, '0192a1b2-…')
  reference: string;
}

export class ReferenceDto {
  @Field.optional.pattern(REFERENCE, '0192a1b2-…')
  reference?: string;
}

export class CaptureDto extends ReferenceDto {
  /** Minor units; without it all of it. */
  @Field.optional.int({ min: 1, max: MAX_AMOUNT })
  amount?: number;
}

export class RefundDto extends CaptureDto {
  /** The merchant's own id of the refund; the same id is the same refund. */
  @Field.optional.pattern(REFERENCE, '0192a1b2-…')
  merchant_refund_id?: string;

  @Field.optional.text({ max: 500 })
  reason?: string;
}

export class VaultCardDto {
  @Field.password({ min: 1, max: 40 })
  number: string;

  /** `MM/YY` */
  @Field.password({ min: 1, max: 10 })
  expiry: string;

  @Field.password({ min: 1, max: 10 })
  cvv: string;
}
