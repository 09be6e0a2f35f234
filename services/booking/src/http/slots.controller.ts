import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Answer, Caller, decodeCursor, encodeCursor, PageQuery, Public, Roles, UuidParam } from '#service-kit';
import { BrowseListings } from '../application/listings/browse-listings.usecase.js';
import { SaveSlot } from '../application/listings/save-slot.usecase.js';
import { ViewTickets } from '../application/tickets/view-tickets.usecase.js';
import { sellerOf } from '../domain/party.js';
import { slotChangeOf, SlotView, UpdateSlotDto } from './slot.dto.js';
import { AttendanceView } from './ticket.dto.js';

@ApiTags('listings')
@Controller('slots')
export class SlotsController {
  constructor(
    private readonly browse: BrowseListings,
    private readonly save: SaveSlot,
    private readonly tickets: ViewTickets,
  ) {}

  @Get(':id')
  @Public()
  @Answer(SlotView)
  async one(@UuidParam('id') id: string) {
    return SlotView.of(await this.browse.slot(id));
  }

  @Patch(':id')
  @Roles('merchant')
  @Answer(SlotView)
  async change(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: UpdateSlotDto,
  ) {
    return SlotView.of(await this.save.change(id, sellerOf(caller), slotChangeOf(body), actor));
  }

  @Get(':id/attendees')
  @Roles('merchant')
  @Answer(AttendanceView)
  async attendees(@Caller() caller: Caller, @UuidParam('id') id: string, @Query() { limit, cursor }: PageQuery) {
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const attendance = await this.tickets.attendance(id, sellerOf(caller), { limit: limit + 1, after });
    return AttendanceView.of(id, attendance, limit, (ticketId) => encodeCursor([ticketId]));
  }
}
