import { allocate, shareOf } from '#kernel';

export type FeePayer = 'merchant' | 'customer';

/** What the platform takes of a merchant's sales, in basis points (200 = 2 %), and who bears it. */
export interface FeeTerms {
  readonly feeBps: number;
  readonly feePayer: FeePayer;
}

export const DEFAULT_FEE_TERMS: FeeTerms = { feeBps: 200, feePayer: 'merchant' };

export interface PricedLine {
  readonly title: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly slotId: string | null;
  readonly tierId: string | null;
}

export interface SnapshotLine extends PricedLine {
  readonly baseMinor: number;
  readonly feeMinor: number;
  readonly earningMinor: number;
}

/** The price of an order as it was agreed; never changes after (P8). Sums of the lines are exact. */
export interface PriceSnapshot {
  readonly currency: string;
  readonly feeBps: number;
  readonly feePayer: FeePayer;
  readonly baseMinor: number;
  readonly feeMinor: number;
  readonly earningMinor: number;
  readonly amountMinor: number;
  readonly lines: readonly SnapshotLine[];
}

/**
 * The fixed price of an order (R17). `feePayer: merchant`: the fee comes out of the price; `customer`: it is added to
 * it.
 * The fee is computed once on the total and divided over the lines, largest remainders first, so that lines sum to it.
 */
export function priceOf(lines: readonly PricedLine[], currency: string, terms: FeeTerms): PriceSnapshot {
  const bases = lines.map((line) => line.unitPriceMinor * line.quantity);
  const baseMinor = bases.reduce((sum, base) => sum + base, 0);
  const feeMinor = shareOf(baseMinor, terms.feeBps);
  const fees = allocate(feeMinor, bases);
  const earned = (base: number, fee: number) => (terms.feePayer === 'merchant' ? base - fee : base);
  return {
    currency,
    feeBps: terms.feeBps,
    feePayer: terms.feePayer,
    baseMinor,
    feeMinor,
    earningMinor: earned(baseMinor, feeMinor),
    amountMinor: terms.feePayer === 'merchant' ? baseMinor : baseMinor + feeMinor,
    lines: lines.map((line, i) => ({
      ...line,
      baseMinor: bases[i] ?? 0,
      feeMinor: fees[i] ?? 0,
      earningMinor: earned(bases[i] ?? 0, fees[i] ?? 0),
    })),
  };
}

/** The fee contained in the first `partMinor` of an order's amount: pro rata, rounded down, all of it at the end. */
export function feeWithin(snapshot: PriceSnapshot, partMinor: number): number {
  if (partMinor >= snapshot.amountMinor) return snapshot.feeMinor;
  return Number((BigInt(snapshot.feeMinor) * BigInt(partMinor)) / BigInt(snapshot.amountMinor));
}
