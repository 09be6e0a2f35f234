import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
  RequestKey,
  Roles,
  UuidParam,
} from '#service-kit';
import { BrowseListings } from '../application/listings/browse-listings.usecase.js';
import { SaveListing } from '../application/listings/save-listing.usecase.js';
import { SaveSlot } from '../application/listings/save-slot.usecase.js';
import { sellerOf } from '../domain/party.js';
import {
  changeOf,
  CreateListingDto,
  filterOf,
  ListingsQuery,
  ListingView,
  UpdateListingDto,
  wishOf,
} from './listing.dto.js';
import { CreateSlotDto, SlotView, slotWishOf } from './slot.dto.js';

@ApiTags('listings')
@Controller('listings')
export class ListingsController {
  constructor(
    private readonly browse: BrowseListings,
    private readonly save: SaveListing,
    private readonly saveSlot: SaveSlot,
  ) {}

  @Get()
  @Public()
  @AnswerPage(ListingView)
  async list(@Query() query: ListingsQuery) {
    const [after] = decodeCursor(query.cursor, 'uuid') ?? [];
    const rows = await this.browse.list(filterOf(query), { limit: query.limit + 1, after });
    return Page.of(rows, query.limit, ({ id }) => encodeCursor([id]), (listing) => ListingView.of(listing));
  }

  @Get(':id')
  @Public()
  @Answer(ListingView)
  async one(@UuidParam('id') id: string) {
    return ListingView.of(await this.browse.listing(id));
  }

  @Get(':id/slots')
  @Public()
  @AnswerPage(SlotView)
  async slots(@UuidParam('id') listingId: string, @Query() { limit, cursor }: PageQuery) {
    const last = decodeCursor(cursor, 'time', 'uuid');
    const after = last && { startsAt: last[0], id: last[1] };
    const rows = await this.browse.slotsOf(listingId, { limit: limit + 1, after });
    return Page.of(rows, limit, ({ startsAt, id }) => encodeCursor([startsAt, id]), (slot) => SlotView.of(slot));
  }

  @Post()
  @Roles('merchant')
  @Idempotent()
  @Answer(ListingView, { status: 201 })
  async create(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @RequestKey() { resourceId }: RequestKey,
    @Body() body: CreateListingDto,
  ) {
    return ListingView.of(await this.save.create(resourceId, sellerOf(caller), wishOf(body), actor));
  }

  @Patch(':id')
  @Roles('merchant')
  @Answer(ListingView)
  async change(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: UpdateListingDto,
  ) {
    return ListingView.of(await this.save.change(id, sellerOf(caller), changeOf(body), actor));
  }

  @Post(':id/slots')
  @Roles('merchant')
  @Idempotent()
  @Answer(SlotView, { status: 201 })
  async addSlot(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
    @RequestKey() { resourceId }: RequestKey,
    @Body() body: CreateSlotDto,
  ) {
    return SlotView.of(await this.saveSlot.create(resourceId, id, sellerOf(caller), slotWishOf(body), actor));
  }
}
