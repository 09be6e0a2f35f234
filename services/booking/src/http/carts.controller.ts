import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, Caller, Idempotent, RequestKey, Roles, UuidParam } from '#service-kit';
import { BookFree } from '../application/bookings/book-free.usecase.js';
import { ViewBookings } from '../application/bookings/view-bookings.usecase.js';
import { EditCart } from '../application/carts/edit-cart.usecase.js';
import { BookingView } from './booking.dto.js';
import { BookingPresenter } from './booking.presenter.js';
import { AddItemDto, CartView, itemWishOf } from './cart.dto.js';

@ApiTags('carts')
@Controller('carts')
@Roles('customer')
export class CartsController {
  constructor(
    private readonly edit: EditCart,
    private readonly bookFree: BookFree,
    private readonly view: ViewBookings,
    private readonly present: BookingPresenter,
  ) {}

  @Post()
  @Idempotent()
  @Answer(CartView, { status: 201 })
  async open(@Caller() { userId }: Caller, @RequestKey() { resourceId }: RequestKey) {
    return CartView.of(await this.edit.open(resourceId, userId));
  }

  @Get(':id')
  @Answer(CartView)
  async one(@Caller() { userId }: Caller, @UuidParam('id') id: string) {
    return CartView.of(await this.edit.view(id, userId));
  }

  @Post(':id/items')
  @Idempotent()
  @Answer(CartView, { status: 201 })
  async add(
    @Caller() { userId }: Caller,
    @UuidParam('id') id: string,
    @RequestKey() { resourceId }: RequestKey,
    @Body() body: AddItemDto,
  ) {
    return CartView.of(await this.edit.add(id, userId, resourceId, itemWishOf(body)));
  }

  @Delete(':id/items/:item')
  @Answer(CartView)
  async remove(@Caller() { userId }: Caller, @UuidParam('id') id: string, @UuidParam('item') item: string) {
    return CartView.of(await this.edit.remove(id, userId, item));
  }

  @Post(':id/book-free')
  @Idempotent()
  @Answer(BookingView, { status: 201 })
  async book(@Caller() caller: Caller, @UuidParam('id') id: string) {
    const customer = { id: caller.userId, email: caller.email ?? '', name: caller.name ?? '' };
    const booking = await this.bookFree.execute(id, customer);
    return this.present.booking(await this.view.ticketed(booking), caller);
  }
}
