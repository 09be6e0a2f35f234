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
  async me(@Caller() { userId }: Caller): Promise<ProfileView> {
    return presentProfile(await this.getProfile.execute(userId));
  }

  @Patch()
  @Answer(ProfileView)
  async update(
    @Body() body: UpdateProfileBody,
    @Caller() { userId, sessionId }: Caller,
    @Visitor() visitor: Visitor,
  ): Promise<ProfileView> {
    const change = changeOf(body);
    const { account, webhookSecret } = await this.updateProfile.execute({ userId, sessionId }, change, visitor);
    return { ...presentProfile(account), ...(webhookSecret === undefined ? {} : { webhook_secret: webhookSecret }) };
  }
}

function changeOf({ name, webhook_url: webhookUrl, password: next, current_password: current }: UpdateProfileBody) {
  return { name, webhookUrl, password: next === undefined ? undefined : { current, next } };
}

function presentProfile({ id, email, name, role, createdAt, merchant, teamRole }: Account): ProfileView {
  const own = merchant
    ? {
        merchant_id: merchant.id,
        livemode: merchant.livemode,
        webhook_url: merchant.webhookUrl,
        team_role: teamRole ?? 'owner',
      }
    : {};
  return { id, email, name, role, created_at: createdAt, ...own };
}
