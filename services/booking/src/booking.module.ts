import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { MessagingModule } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { InternalClients, LinkSigner, mailTransport } from '#service-kit';
import { BookFree } from './application/bookings/book-free.usecase.js';
import { CancelBooking } from './application/bookings/cancel-booking.usecase.js';
import { CancelForPayments } from './application/bookings/cancel-for-payments.usecase.js';
import { Cancellations } from './application/bookings/cancellations.js';
import { CompleteBookings } from './application/bookings/complete-bookings.usecase.js';
import { ViewBookings } from './application/bookings/view-bookings.usecase.js';
import { EditCart } from './application/carts/edit-cart.usecase.js';
import { CloseDecision } from './application/decisions/close-decision.usecase.js';
import { DecidePayments } from './application/decisions/decide-payments.usecase.js';
import { ClaimPlaces } from './application/holds/claim-places.js';
import { ExtendHold } from './application/holds/extend-hold.usecase.js';
import { PlaceHold } from './application/holds/place-hold.usecase.js';
import { SweepHolds } from './application/holds/sweep-holds.usecase.js';
import { BrowseListings } from './application/listings/browse-listings.usecase.js';
import { SaleActs } from './application/listings/sale-acts.js';
import { SaveListing } from './application/listings/save-listing.usecase.js';
import { SaveSlot } from './application/listings/save-slot.usecase.js';
import { SendMails } from './application/mails/send-mails.usecase.js';
import * as port from './application/ports.js';
import { CheckIn } from './application/tickets/check-in.usecase.js';
import { ViewTickets } from './application/tickets/view-tickets.usecase.js';
import type { BookingConfig } from './booking.config.js';
import { BookingPresenter } from './http/booking.presenter.js';
import { BookingsController } from './http/bookings.controller.js';
import { CartsController } from './http/carts.controller.js';
import { InternalDecisionsController } from './http/internal-decisions.controller.js';
import { InternalHoldsController } from './http/internal-holds.controller.js';
import { ListingsController } from './http/listings.controller.js';
import { SlotsController } from './http/slots.controller.js';
import { TicketsController } from './http/tickets.controller.js';
import { TicketsAccess } from './http/tickets-access.js';
import { TicketsPdf } from './http/tickets-pdf.presenter.js';
import { CompleteBookingsJob } from './jobs/complete-bookings.job.js';
import { SendMailsJob } from './jobs/send-mails.job.js';
import { SweepHoldsJob } from './jobs/sweep-holds.job.js';
import { PaymentAuthorizedConsumer } from './messaging/payment-authorized.consumer.js';
import { PaymentEndedConsumer } from './messaging/payment-ended.consumer.js';
import { PaymentProgressConsumer } from './messaging/payment-progress.consumer.js';
import { BookingNumbers } from './persistence/booking-numbers.js';
import { BookingRepository } from './persistence/booking.repository.js';
import { CartRepository } from './persistence/cart.repository.js';
import { DecisionRepository } from './persistence/decision.repository.js';
import { HoldRepository } from './persistence/hold.repository.js';
import { ListingRepository } from './persistence/listing.repository.js';
import { MailRepository } from './persistence/mail.repository.js';
import { PlaceRepository } from './persistence/place.repository.js';
import { SlotRepository } from './persistence/slot.repository.js';
import { TicketRepository } from './persistence/ticket.repository.js';
import { DatabaseTransactions } from './persistence/transactions.adapter.js';
import { TransportMailer } from './providers/mail/mailer.adapter.js';
import { HttpPaymentOrders } from './providers/payment-service/payment-orders.adapter.js';
import { SignedSeals } from './providers/ticket-seal/signed-seals.adapter.js';

const controllers = [
  ListingsController,
  SlotsController,
  CartsController,
  BookingsController,
  TicketsController,
  InternalHoldsController,
  InternalDecisionsController,
  PaymentAuthorizedConsumer,
  PaymentEndedConsumer,
  PaymentProgressConsumer,
];

/** What does the work, whatever it works on. */
export const useCases: Provider[] = [
  BrowseListings,
  SaleActs,
  SaveListing,
  SaveSlot,
  EditCart,
  ClaimPlaces,
  PlaceHold,
  ExtendHold,
  SweepHolds,
  DecidePayments,
  CloseDecision,
  Cancellations,
  CancelBooking,
  CancelForPayments,
  BookFree,
  CompleteBookings,
  ViewBookings,
  CheckIn,
  ViewTickets,
  SendMails,
];

/** Rows in this service's database; needs `Database`. */
export function repositories(config: Pick<BookingConfig, 'HOLD_TTL_SECONDS' | 'HOLD_MAX_SECONDS'>): Provider[] {
  const terms = { usualSeconds: config.HOLD_TTL_SECONDS, longestSeconds: config.HOLD_MAX_SECONDS };
  return [
    BookingNumbers,
    { provide: port.Transactions, useClass: DatabaseTransactions },
    { provide: port.Listings, useClass: ListingRepository },
    { provide: port.Slots, useClass: SlotRepository },
    { provide: port.Places, useClass: PlaceRepository },
    { provide: port.Carts, useClass: CartRepository },
    {
      provide: port.Holds,
      useFactory: (database: Database) => new HoldRepository(database, terms),
      inject: [Database],
    },
    { provide: port.Decisions, useClass: DecisionRepository },
    { provide: port.Bookings, useClass: BookingRepository },
    { provide: port.Tickets, useClass: TicketRepository },
    { provide: port.Mails, useClass: MailRepository },
  ];
}

function outside(config: BookingConfig): Provider[] {
  return [
    { provide: Clock, useClass: SystemClock },
    {
      provide: port.Mailer,
      useFactory: () =>
        new TransportMailer(mailTransport({ smtpUrl: config.SMTP_URL, folder: config.MAIL_DIR }), {
          from: config.MAIL_FROM,
          contact: config.SUPPORT_CONTACT,
        }),
    },
    {
      provide: port.Seals,
      useFactory: () => new SignedSeals(new LinkSigner(config.LINK_SECRET, config.LINK_SECRET_ALSO), config.PUBLIC_URL),
    },
    {
      provide: port.PaymentOrders,
      useFactory: (clients: InternalClients) => new HttpPaymentOrders(clients.to('payment', config.PAYMENT_URL)),
      inject: [InternalClients],
    },
  ];
}

function jobs({ JOBS_ENABLED, MAILS_PER_SECOND }: BookingConfig): Provider[] {
  return [
    {
      provide: SweepHoldsJob,
      useFactory: (work: SweepHolds) => new SweepHoldsJob(work, JOBS_ENABLED),
      inject: [SweepHolds],
    },
    {
      provide: SendMailsJob,
      useFactory: (work: SendMails) => new SendMailsJob(work, MAILS_PER_SECOND, JOBS_ENABLED),
      inject: [SendMails],
    },
    {
      provide: CompleteBookingsJob,
      useFactory: (work: CompleteBookings) => new CompleteBookingsJob(work, JOBS_ENABLED),
      inject: [CompleteBookings],
    },
  ];
}

@Module({})
export class BookingModule {
  static forRoot(config: BookingConfig): DynamicModule {
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize } = config;
    const { RABBITMQ_URL: rabbitmqUrl, BROKER_NAMESPACE: namespace } = config;
    return {
      module: BookingModule,
      imports: [
        PostgresModule.forRoot({ url, poolSize, applicationName: 'booking' }),
        MessagingModule.forRoot({ service: 'booking', rabbitmqUrl, namespace }),
      ],
      controllers,
      providers: [
        ...outside(config),
        ...repositories(config),
        ...useCases,
        ...jobs(config),
        BookingPresenter,
        TicketsAccess,
        TicketsPdf,
      ],
    };
  }
}
