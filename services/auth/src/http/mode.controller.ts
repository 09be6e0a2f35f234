import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, Caller, Roles } from '#service-kit';
import { SwitchMode } from '../application/sessions/switch-mode.usecase.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { ModeBody, ModeView } from './session.dto.js';
import { Visitor } from './visitor.js';

/** Live money or the sandbox: what a merchant's session sees and does. */
@ApiTags('accounts')
@Roles('merchant')
@UseGuards(LiveSessionGuard)
@Controller('auth/mode')
export class ModeController {
  constructor(private readonly switchMode: SwitchMode) {}

  @Post()
  @HttpCode(200)
  @Answer(ModeView)
  async turn(
    @Body() { livemode }: ModeBody,
    @Caller() { userId, sessionId }: Caller,
    @Visitor() visitor: Visitor,
  ): Promise<ModeView> {
    return { access: await this.switchMode.execute({ userId, sessionId }, livemode, visitor), livemode };
  }
}
