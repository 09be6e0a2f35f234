import { Body, Get, Post, Query, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, newId } from '#kernel';
import { BareAnswer, Field, FormBody, PageController, Public, UuidParam } from '#service-kit';
import { Links } from '../application/links.js';
import { PayLinkedOrder } from '../application/payments/pay-linked-order.usecase.js';
import { ReadLinked } from '../application/payments/read-linked.usecase.js';
import { paymentNotFound } from '../domain/payment.errors.js';
import { sendPage } from './page-headers.js';
import { payPage } from './pay.page.js';
import { resultPage } from './result.page.js';

/** Whom people may ask, as an address or a page. */
export class SupportContact {
  constructor(readonly text: string) {}
}

export class PayForm {
  @Field.oneOf(['credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'])
  method!: string;
}

@ApiExcludeController()
@PageController('pay')
export class PayPageController {
  constructor(
    private readonly readLinked: ReadLinked,
    private readonly payLinkedOrder: PayLinkedOrder,
    private readonly links: Links,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  @Public()
  @BareAnswer()
  async show(@UuidParam('id') id: string, @Query('s') signature: string, @Res() reply: FastifyReply): Promise<void> {
    if (!this.links.isSigned('pay', id, signature)) throw paymentNotFound();
    sendPage(reply, payPage(await this.readLinked.order(id), signature, this.clock.now()));
  }

  @Post(':id')
  @Public()
  @FormBody()
  @BareAnswer()
  @Redirect(undefined, 303)
  async pay(@UuidParam('id') id: string, @Query('s') signature: string, @Body() { method }: PayForm) {
    if (!this.links.isSigned('pay', id, signature)) throw paymentNotFound();
    const payment = await this.payLinkedOrder.execute({ id: newId(), orderId: id, method });
    return { url: payment.checkout?.url ?? this.links.result(payment.id) };
  }
}

@ApiExcludeController()
@PageController('result')
export class ResultPageController {
  constructor(
    private readonly readLinked: ReadLinked,
    private readonly links: Links,
    private readonly support: SupportContact,
  ) {}

  @Get(':id')
  @Public()
  @BareAnswer()
  async show(@UuidParam('id') id: string, @Query('s') signature: string, @Res() reply: FastifyReply): Promise<void> {
    if (!this.links.isSigned('result', id, signature)) throw paymentNotFound();
    const file = await this.readLinked.payment(id);
    sendPage(reply, resultPage(file, { pay: this.links.pay(file.order.id) }, this.support.text));
  }
}
