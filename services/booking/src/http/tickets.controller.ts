import { Body, Controller, Get, Header, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import QRCode from 'qrcode';
import { Answer, Caller, Roles, UuidParam } from '#service-kit';
import { Seals } from '../application/ports.js';
import { CheckIn } from '../application/tickets/check-in.usecase.js';
import { ViewTickets } from '../application/tickets/view-tickets.usecase.js';
import { sellerOf } from '../domain/party.js';
import { CheckInDto, TicketView } from './ticket.dto.js';

@ApiTags('tickets')
@Controller()
export class TicketsController {
  constructor(
    private readonly view: ViewTickets,
    private readonly checkIn: CheckIn,
    private readonly seals: Seals,
  ) {}

  @Get('tickets/:id/qr.svg')
  @Roles('customer')
  @ApiProduces('image/svg+xml')
  @Header('cache-control', 'private, no-store')
  async code(@Caller() caller: Caller, @UuidParam('id') id: string) {
    const ticket = await this.view.one(id, caller);
    const svg = await QRCode.toString(this.seals.ticketCode(ticket.id), { type: 'svg', errorCorrectionLevel: 'M' });
    return new StreamableFile(Buffer.from(svg), { type: 'image/svg+xml' });
  }

  @Post('check-ins')
  @HttpCode(200)
  @Roles('merchant')
  @Answer(TicketView)
  async use(@Caller() caller: Caller, @Body() { ticket }: CheckInDto) {
    return TicketView.of(await this.checkIn.execute(ticket, sellerOf(caller)));
  }
}
