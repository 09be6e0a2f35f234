import { Body, Controller, Get, Patch, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, Caller, Roles } from '#service-kit';
import { GetProfile } from '../application/accounts/get-profile.usecase.js';
import { UpdateProfile } from '../application/accounts/update-profile.usecase.js';
import type { Account } from '../domain/account.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { ProfileView, UpdateProfileBody } from './profile.dto.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Roles('merchant', 'customer', 'admin')
@UseGuards(LiveSessionGuard)
@Controller('auth/me')
export class ProfileController {
  constructor(
    private readonly getProfile: GetProfile,
    private readonly updateProfile: UpdateProfile,
  ) {}

  @Get()
  @Answer(ProfileView)
  async me(@Caller() { userId, livemode }: Caller): Promise<ProfileView> {
    return presentProfile(await this.getProfile.execute(userId), livemode);
  }

  @Patch()
  @Answer(ProfileView)
  async update(
    @Body() body: UpdateProfileBody,
    @Caller() { userId, sessionId, livemode }: Caller,
    @Visitor() visitor: Visitor,
  ): Promise<ProfileView> {
    const change = changeOf(body);
    const { account, webhookSecret } = await this.updateProfile.execute({ userId, sessionId }, change, visitor);
    const secret = webhookSecret === undefined ? {} : { webhook_secret: webhookSecret };
    return { ...presentProfile(account, livemode), ...secret };
  }
}

function changeOf({ name, webhook_url: webhookUrl, password: next, current_password: current }: UpdateProfileBody) {
  return { name, webhookUrl, password: next === undefined ? undefined : { current, next } };
}

function presentProfile(account: Account, livemode: boolean): ProfileView {
  const { id, email, name, role, createdAt, merchant, teamRole } = account;
  const own = merchant
    ? {
        merchant_id: merchant.id,
        livemode,
        live_since: merchant.liveSince,
        webhook_url: merchant.webhookUrl,
        team_role: teamRole ?? 'owner',
      }
    : {};
  return { id, email, name, role, created_at: createdAt, ...own };
}
