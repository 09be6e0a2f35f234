import type { Booking } from '../domain/booking.js';
import type { Attendee, Cart, CartItem } from '../domain/cart.js';
import type { Decision, OvertakingCause, Question } from '../domain/decision.js';
import type { ClosingAnswer, Hold, HoldStatus, TimedHold } from '../domain/hold.js';
import type { Listing, ListingKind, SaleStatus } from '../domain/listing.js';
import type { Seller } from '../domain/party.js';
import type { PlaceLine, PlaceMove, Room } from '../domain/places.js';
import type { Slot } from '../domain/slot.js';
import type { Ticket } from '../domain/ticket.js';

export { type Actor, Acts, type NewEvent, Outbox } from '#messaging';

/** The scope in which everything is done wholly or not at all; a nested run joins. Locks end with it. */
export abstract class Transactions {
  abstract run<T>(work: () => Promise<T>): Promise<T>;
}

/** Where a list goes on, and how many rows are wanted. */
export interface Slice<Cursor> {
  readonly limit: number;
  readonly after: Cursor | undefined;
}

export interface ListingFilter {
  readonly kind: ListingKind | undefined;
  readonly text: string | undefined;
  /** Only listings with a slot that starts in this span. */
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

export abstract class Listings {
  /** Does nothing where the id is known already. */
  abstract add(listing: Listing): Promise<void>;
  abstract find(id: string): Promise<Listing | undefined>;
  /** The listing, locked against other changes until the transaction ends. */
  abstract lock(id: string): Promise<Listing | undefined>;
  abstract save(listing: Listing): Promise<void>;
  /** Newest first, those before `after`. */
  abstract list(filter: ListingFilter, slice: Slice<string>): Promise<Listing[]>;
}

export interface SlotCursor {
  readonly startsAt: Date;
  readonly id: string;
}

export interface NewTier {
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly quota: number | null;
}

export interface NewSlot {
  readonly id: string;
  readonly listingId: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly capacity: number;
  readonly tiers: readonly NewTier[];
  readonly seats: readonly string[];
}

export interface SlotChange {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly capacity: number;
  readonly status: SaleStatus;
  /** Tiers to add, or to change by name. */
  readonly tiers: readonly NewTier[];
}

export abstract class Slots {
  abstract add(slot: NewSlot): Promise<void>;
  abstract find(id: string): Promise<Slot | undefined>;
  /** The slot, locked against holds and bookings until the transaction ends. */
  abstract lock(id: string): Promise<Slot | undefined>;
  abstract save(id: string, change: SlotChange): Promise<void>;
  /** By start, those after `after`; without seat maps. */
  abstract ofListing(listingId: string, slice: Slice<SlotCursor>): Promise<Slot[]>;
}

/** One line of a hold or booking whose places move. */
export interface MovedLine extends PlaceLine {
  /** Who has the seats afterwards. */
  readonly holdId?: string;
  readonly bookingId?: string;
}

/** Capacity. Slots are locked in the order of their ids, tiers and seats only under their slot's lock: no deadlocks. */
export abstract class Places {
  /** Locks the slots of the lines and tells what is free in them. */
  abstract lock(lines: readonly PlaceLine[]): Promise<Room>;
  /** Moves the counters of all lines, and hands seats over. The database refuses whatever would oversell (P4). */
  abstract move(move: PlaceMove, lines: readonly MovedLine[]): Promise<void>;
}

export interface NewCartItem extends PlaceLine {
  readonly id: string;
  readonly attendees: readonly Attendee[];
}

export abstract class Carts {
  /** The new cart; undefined, with nothing done, where the id is known already. */
  abstract open(id: string, customerId: string): Promise<Cart | undefined>;
  abstract find(id: string): Promise<Cart | undefined>;
  /** Carts with their items as they are priced now, locked in the order of their ids. */
  abstract lock(ids: readonly string[]): Promise<Cart[]>;
  /** Gives the cart with all its items. */
  abstract addItem(cart: Cart, item: NewCartItem): Promise<Cart>;
  /** Whether there was such an item. */
  abstract removeItem(cartId: string, itemId: string): Promise<boolean>;
  /** What a cart item of this slot and tier would be; undefined when there is none on sale. */
  abstract offer(slotId: string, tierName: string): Promise<Offer | undefined>;
}

export interface Offer extends Pick<CartItem, 'slotId' | 'tierId' | 'merchantId' | 'livemode' | 'currency'> {
  readonly startsAt: Date;
  readonly numbered: boolean;
  readonly knownSeats: readonly string[];
}

export interface DueHold {
  readonly id: string;
  readonly orderId: string;
  readonly pastLongestLife: boolean;
}

export abstract class Holds {
  /** Writes active holds with their usual time, by the database's clock; gives them in order. */
  abstract add(holds: readonly Hold[]): Promise<TimedHold[]>;
  /** Active holds of these carts, and holds of these orders in any state, locked. */
  abstract lockFor(cartIds: readonly string[], orderIds: readonly string[]): Promise<TimedHold[]>;
  /** Adds the usual time once, never beyond the longest life; undefined when there is no such hold. */
  abstract extend(id: string): Promise<{ status: HoldStatus; expiresAt: Date } | undefined>;
  /** Holds past their time, leased for some seconds so that one process asks about them. */
  abstract leaseDue(limit: number): Promise<DueHold[]>;
  /** Ends those that are still active, and gives their lines; skips what is being decided right now. */
  abstract expire(ids: readonly string[]): Promise<MovedLine[]>;
  /** One more minute, never beyond the longest life. */
  abstract postpone(ids: readonly string[]): Promise<void>;
}

export interface StoredNews {
  readonly paymentId: string;
  readonly paymentVersion: number;
  readonly cause: OvertakingCause;
}

/** What is known about each question's payment and order, by payment id and by order id. */
export interface Dossier {
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly news: ReadonlyMap<string, StoredNews>;
  readonly bookedOrders: ReadonlySet<string>;
  readonly holds: ReadonlyMap<string, Hold>;
}

export abstract class Decisions {
  /** Locks the carts and holds of the orders, the same way for all who decide, then reads what is known. */
  abstract study(questions: readonly Pick<Question, 'paymentId' | 'orderId'>[]): Promise<Dossier>;
  /** Writes decisions where there are none yet, and queues mails about them; gives what holds for each, in order. */
  abstract record(decisions: readonly Decision[], mails?: readonly RejectionMail[]): Promise<Decision[]>;
  /** Remembers news for a question that has not come yet; of two, the newer. */
  abstract remember(news: readonly StoredNews[]): Promise<void>;
}

export interface NewBooking {
  readonly id: string;
  readonly hold: Hold;
  readonly paymentId: string | null;
  readonly paymentVersion: number | null;
  readonly createdAt: Date;
}

export interface Cancellation {
  readonly bookingId: string;
  readonly reason: string;
  readonly refundAmountMinor: number;
}

/** A booking that is about to be cancelled, with the places it has. */
export interface LockedBooking extends Booking {
  readonly paymentVersion: number | null;
  readonly places: readonly MovedLine[];
}

export interface BookingFilter {
  readonly customerId?: string;
  readonly seller?: Seller;
}

export abstract class Bookings {
  /**
   * Writes bookings with lines and tickets, consumes their holds, converts their carts and queues their mails; capacity
   * is moved by `Places`. Gives the public ids, in order.
   */
  abstract add(bookings: readonly NewBooking[]): Promise<string[]>;
  abstract find(bookId: string): Promise<Booking | undefined>;
  abstract freeOf(cartId: string): Promise<Booking | undefined>;
  abstract list(filter: BookingFilter, slice: Slice<string>): Promise<Booking[]>;
  abstract lockById(bookId: string): Promise<LockedBooking | undefined>;
  abstract lockByPayments(paymentIds: readonly string[]): Promise<LockedBooking[]>;
  /** Marks bookings cancelled, voids their tickets and queues their mails. */
  abstract cancel(cancellations: readonly Cancellation[], at: Date): Promise<void>;
  /** Counts a change that is not the booking's own; gives the new version. */
  abstract touch(bookingId: string): Promise<number>;
  /** Completes confirmed bookings whose last slot has ended; gives how many slots were looked at. */
  abstract completeEnded(limit: number): Promise<number>;
}

export abstract class Tickets {
  abstract ofBookings(bookingIds: readonly string[]): Promise<Ticket[]>;
  abstract find(id: string): Promise<Ticket | undefined>;
  /** Marks a ticket used, by the database's clock; gives when. */
  abstract checkIn(id: string): Promise<Date>;
  abstract ofSlot(slotId: string, slice: Slice<string>): Promise<Ticket[]>;
  /** Places of a slot that are going, and of those the ones already there. */
  abstract countsOf(slotId: string): Promise<{ going: number; checkedIn: number }>;
}

export type MailKind = 'booking_confirmed' | 'booking_cancelled' | 'booking_rejected';

/** A mail that is due; `subjectId` is the booking's id, or the payment's where there is no booking. */
export interface QueuedMail {
  readonly subjectId: string;
  readonly kind: MailKind;
  readonly recipient: string;
  readonly attempts: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Tells a customer why there is no booking; one a payment, whatever happens again. */
export interface RejectionMail {
  readonly paymentId: string;
  readonly recipient: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export abstract class Mails {
  /** Due mails, leased for a minute; each lease counts as an attempt. */
  abstract lease(limit: number): Promise<QueuedMail[]>;
  abstract sent(mail: QueuedMail): Promise<void>;
  /** Tried again after `delayMs`; never again when it is null. */
  abstract failed(mail: QueuedMail, delayMs: number | null): Promise<void>;
  /** The bookings that mails are about. */
  abstract subjects(bookingIds: readonly string[]): Promise<Booking[]>;
}

export interface Mail {
  /** The same for every attempt at the same mail. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Carries mails away; an error means that it may be tried again. */
export abstract class Mailer {
  /** False where no way of sending is configured: mails then wait. */
  abstract readonly configured: boolean;
  abstract send(mail: Mail): Promise<void>;
}

/** payment, asked to give up orders (R8). */
export abstract class PaymentOrders {
  /** The answer for each order; none at all when payment can't be reached. */
  abstract close(orderIds: readonly string[]): Promise<ReadonlyMap<string, ClosingAnswer>>;
}

/** Seals tickets and links, so that they can be believed without a look-up. */
export abstract class Seals {
  /** The text of a ticket's QR code. */
  abstract ticketCode(ticketId: string): string;
  /** The ticket a QR text stands for; undefined when the seal is broken. */
  abstract ticketOf(code: string): string | undefined;
  /** A link to a booking's tickets that works without a login. */
  abstract ticketsLink(bookId: string): string;
  abstract opensTickets(bookId: string, seal: unknown): boolean;
  /** A link to the page that shows what became of a payment. */
  abstract resultLink(paymentId: string): string;
}
