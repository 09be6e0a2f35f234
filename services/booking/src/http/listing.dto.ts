import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';
import type { ListingChange, ListingWish } from '../application/listings/save-listing.usecase.js';
import type { ListingFilter } from '../application/ports.js';
import {
  type CancellationPolicy,
  type Listing,
  LISTING_KINDS,
  type ListingKind,
  SALE_STATUSES,
  type SaleStatus,
} from '../domain/listing.js';
import { given } from './given.js';

export class CancellationPolicyDto {
  @Field.optional.int({ min: 0, max: 8_760 })
  full_refund_until_hours?: number;

  /** Percent. */
  @Field.optional.int({ min: 0, max: 100 })
  late_refund_percent?: number;
}

export class CreateListingDto {
  @Field.oneOf(LISTING_KINDS)
  kind: ListingKind;

  @Field.text({ max: 200 })
  title: string;

  @Field.optional.text({ max: 5_000, min: 0, multiline: true })
  description?: string;

  @Field.optional.object(() => CancellationPolicyDto)
  cancellation_policy?: CancellationPolicyDto;
}

export class UpdateListingDto {
  @Field.optional.text({ max: 200 })
  title?: string;

  @Field.optional.text({ max: 5_000, min: 0, multiline: true })
  description?: string;

  @Field.optional.oneOf(SALE_STATUSES)
  status?: SaleStatus;

  @Field.optional.object(() => CancellationPolicyDto)
  cancellation_policy?: CancellationPolicyDto;
}

export class ListingsQuery extends PageQuery {
  @Field.optional.oneOf(LISTING_KINDS)
  kind?: ListingKind;

  @Field.optional.text({ max: 100 })
  q?: string;

  @Field.optional.time()
  from?: string;

  @Field.optional.time()
  to?: string;
}

export class ListingView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) listing_id: string;
  @ApiProperty({ format: 'uuid' }) merchant_id: string;
  @ApiProperty() livemode: boolean;
  @ApiProperty({ enum: LISTING_KINDS }) kind: ListingKind;
  @ApiProperty() title: string;
  @ApiProperty() description: string;
  @ApiProperty({ enum: SALE_STATUSES }) status: SaleStatus;
  @ApiProperty({ type: CancellationPolicyDto }) cancellation_policy: Required<CancellationPolicyDto>;
  @ApiProperty({ format: 'date-time' }) created_at: string;

  static of({ id, merchantId, livemode, kind, title, description, status, policy, createdAt }: Listing): ListingView {
    return {
      id,
      listing_id: id,
      merchant_id: merchantId,
      livemode,
      kind,
      title,
      description,
      status,
      cancellation_policy: {
        full_refund_until_hours: policy.fullRefundUntilHours,
        late_refund_percent: policy.lateRefundPercent,
      },
      created_at: createdAt.toISOString(),
    };
  }
}

export function wishOf({ kind, title, description, cancellation_policy }: CreateListingDto): ListingWish {
  return { kind, title, ...given({ description, policy: policyOf(cancellation_policy) }) };
}

export function changeOf({ cancellation_policy, ...change }: UpdateListingDto): ListingChange {
  return given({ ...change, policy: policyOf(cancellation_policy) });
}

export function filterOf({ kind, q, from, to }: ListingsQuery): ListingFilter {
  return { kind, text: q, from: timeOf(from), to: timeOf(to) };
}

function timeOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function policyOf(policy: CancellationPolicyDto | undefined): Partial<CancellationPolicy> | undefined {
  if (!policy) return undefined;
  const { full_refund_until_hours: fullRefundUntilHours, late_refund_percent: lateRefundPercent } = policy;
  return given({ fullRefundUntilHours, lateRefundPercent });
}
