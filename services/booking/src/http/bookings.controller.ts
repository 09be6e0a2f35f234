import { Controller, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  Actor,
  Answer,
  AnswerPage,
  Caller,
  decodeCursor,
  encodeCursor,
  Idempotent,
  Page,
  PageQuery,
  Public,
  Roles,
} from '#service-kit';
import { CancelBooking } from '../application/bookings/cancel-booking.usecase.js';
import { type TicketedBooking, ViewBookings } from '../application/bookings/view-bookings.usecase.js';
import { BookIdParam } from './book-id.pipe.js';
import { BookingView } from './booking.dto.js';
import { BookingPresenter } from './booking.presenter.js';
import { SealQuery, TicketsAccess } from './tickets-access.js';
import { TicketsPdf } from './tickets-pdf.presenter.js';

@ApiTags('bookings')
@Controller('bookings')
@Roles('customer', 'merchant', 'admin')
export class BookingsController {
  constructor(
    private readonly view: ViewBookings,
    private readonly cancelBooking: CancelBooking,
    private readonly present: BookingPresenter,
    private readonly access: TicketsAccess,
    private readonly pdf: TicketsPdf,
  ) {}

  @Get()
  @AnswerPage(BookingView)
  async list(@Caller() caller: Caller, @Query() { limit, cursor }: PageQuery) {
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const rows = await this.view.list(caller, { limit: limit + 1, after });
    const cursorOf = ({ booking }: TicketedBooking) => encodeCursor([booking.id]);
    return Page.of(rows, limit, cursorOf, (row) => this.present.booking(row, caller));
  }

  @Get(':bookId')
  @Answer(BookingView)
  async one(@Caller() caller: Caller, @BookIdParam() bookId: string) {
    return this.present.booking(await this.view.one(bookId, caller), caller);
  }

  @Post(':bookId/cancel')
  @HttpCode(200)
  @Idempotent()
  @Answer(BookingView)
  async cancel(@Caller() caller: Caller, @Actor() actor: Actor, @BookIdParam() bookId: string) {
    const booking = await this.cancelBooking.execute(bookId, caller, actor);
    return this.present.booking(await this.view.ticketed(booking), caller);
  }

  @Get(':bookId/tickets.pdf')
  @Public()
  @ApiProduces('application/pdf')
  @Header('cache-control', 'private, no-store')
  async tickets(@BookIdParam() bookId: string, @Query() { s }: SealQuery, @Caller() caller?: Caller) {
    const booking = await this.access.booking(bookId, s, caller);
    const disposition = `inline; filename="${bookId}.pdf"`;
    return new StreamableFile(await this.pdf.of(booking), { type: 'application/pdf', disposition });
  }
}
