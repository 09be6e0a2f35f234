import type { PlatformStatistics } from '../application/get-platform-statistics.usecase.js';
import type { Series } from '../application/get-series.usecase.js';
import type { MerchantWithSummary } from '../application/list-merchants.usecase.js';
import type { Summary } from '../domain/summary.js';
import type { MerchantRowView, MerchantStatisticsView, PlatformStatisticsView, SeriesView } from './statistics.dto.js';

export function presentMerchantStatistics(summary: Summary, livemode: boolean): MerchantStatisticsView {
  const { orders, successful_payments, successful_refunds, canceled_payments } = summary.counts;
  const payments = { successful_payments, successful_refunds, canceled_payments };
  return { total_orders: orders, ...payments, ...rest(summary), livemode };
}

export function presentPlatform({ population, summary, merchant }: PlatformStatistics): PlatformStatisticsView {
  const { counts } = summary;
  return {
    total_merchants: population.merchants,
    disabled_merchants: population.disabledMerchants,
    total_admins: population.admins,
    total_orders: counts.orders,
    total_successful_payments: counts.successful_payments,
    total_successful_refunds: counts.successful_refunds,
    total_canceled_payments: counts.canceled_payments,
    ...rest(summary),
    ...(merchant ? { merchant: { id: merchant.id, name: merchant.name, disabled: merchant.disabled } } : {}),
  };
}

export function presentSeries({ metric, interval, tz, from, to, points }: Series): SeriesView {
  return { metric, interval, tz, from, to, points };
}

export function presentMerchantRow({ registeredAt, summary, ...merchant }: MerchantWithSummary): MerchantRowView {
  const { orders, successful_payments, successful_refunds, canceled_payments } = summary.counts;
  return {
    ...merchant,
    registered_at: registeredAt,
    total_orders: orders,
    successful_payments,
    successful_refunds,
    canceled_payments,
    success_rate: summary.successRate,
    amounts: summary.amounts,
  };
}

function rest({ counts, successRate, amounts }: Summary) {
  const { bookings, cancelled_bookings, rejected_bookings, check_ins } = counts;
  return { bookings, cancelled_bookings, rejected_bookings, check_ins, success_rate: successRate, amounts };
}
