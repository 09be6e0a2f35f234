import { Body, Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Answer, Caller, Public, Roles, SuccessMessage } from '#service-kit';
import { RegisterAdmin } from '../application/registration/register-admin.usecase.js';
import { RegisterCustomer } from '../application/registration/register-customer.usecase.js';
import { RegisterMerchant } from '../application/registration/register-merchant.usecase.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RegisterBody, RegisteredMerchantView, RegisteredView, RegisterMerchantBody } from './registration.dto.js';
import { presentMerchant, presentRegistered } from './registration.presenter.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly registerMerchant: RegisterMerchant,
    private readonly registerCustomer: RegisterCustomer,
    private readonly registerAdmin: RegisterAdmin,
    private readonly cookie: RefreshCookie,
  ) {}

  @Public()
  @Post('register')
  @HttpCode(201)
  @SuccessMessage('Merchant registered successfully')
  @Answer(RegisteredMerchantView, { status: 201 })
  async merchant(
    @Body() { webhook_url: webhookUrl, ...body }: RegisterMerchantBody,
    @Visitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredMerchantView> {
    const registered = await this.registerMerchant.execute({ ...body, webhookUrl }, visitor);
    this.cookie.set(reply, registered.session.refreshToken);
    return presentMerchant(registered);
  }

  @Public()
  @Post('register-customer')
  @HttpCode(201)
  @SuccessMessage('Customer registered successfully')
  @Answer(RegisteredView, { status: 201 })
  async customer(
    @Body() body: RegisterBody,
    @Visitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredView> {
    const { account, session } = await this.registerCustomer.execute(body, visitor);
    this.cookie.set(reply, session.refreshToken);
    return presentRegistered(account, session.access);
  }

  @Roles('admin')
  @UseGuards(LiveSessionGuard)
  @Post('register-admin')
  @HttpCode(201)
  @SuccessMessage('Admin registered successfully')
  @Answer(RegisteredView, { status: 201 })
  async admin(
    @Body() body: RegisterBody,
    @Caller() { userId }: Caller,
    @Visitor() visitor: Visitor,
  ): Promise<RegisteredView> {
    const { account, access } = await this.registerAdmin.execute(body, userId, visitor);
    return presentRegistered(account, access);
  }
}
