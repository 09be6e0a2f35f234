import { Body, Controller, Delete, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, AnswerPage, Page, Roles, SuccessMessage, UuidParam } from '#service-kit';
import type { FreshKey } from '../application/api-keys/api-key-mint.js';
import { CreateApiKey } from '../application/api-keys/create-api-key.usecase.js';
import { ListApiKeys } from '../application/api-keys/list-api-keys.usecase.js';
import { RevokeApiKey } from '../application/api-keys/revoke-api-key.usecase.js';
import { RotateApiKey } from '../application/api-keys/rotate-api-key.usecase.js';
import type { ApiKey } from '../application/ports.js';
import { ApiKeyView, CreateApiKeyBody, FreshApiKeyView, RevokedApiKeyView, RotateApiKeyBody } from './api-keys.dto.js';
import { KeyHolder } from './key-holder.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Roles('merchant')
@UseGuards(LiveSessionGuard)
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(
    private readonly listKeys: ListApiKeys,
    private readonly createKey: CreateApiKey,
    private readonly rotateKey: RotateApiKey,
    private readonly revokeKey: RevokeApiKey,
  ) {}

  /** All at once: a merchant has at most fifty. */
  @Get()
  @AnswerPage(ApiKeyView)
  async list(@KeyHolder() holder: KeyHolder): Promise<Page<ApiKeyView>> {
    return new Page((await this.listKeys.execute(holder)).map(present), null);
  }

  @Post()
  @HttpCode(201)
  @SuccessMessage('API key created: it is shown only now')
  @Answer(FreshApiKeyView, { status: 201 })
  async create(
    @KeyHolder() holder: KeyHolder,
    @Visitor() visitor: Visitor,
    @Body() body: CreateApiKeyBody = new CreateApiKeyBody(),
  ): Promise<FreshApiKeyView> {
    const { name, livemode, scopes = null, allowed_ips: allowedIps = null } = body;
    return presentFresh(await this.createKey.execute(holder, { name, livemode, scopes, allowedIps }, visitor));
  }

  @Post(':id/rotate')
  @HttpCode(201)
  @SuccessMessage('API key rotated: the new one is shown only now')
  @Answer(FreshApiKeyView, { status: 201 })
  async rotate(
    @UuidParam('id') id: string,
    @KeyHolder() holder: KeyHolder,
    @Visitor() visitor: Visitor,
    @Body() body: RotateApiKeyBody = new RotateApiKeyBody(),
  ): Promise<FreshApiKeyView> {
    return presentFresh(await this.rotateKey.execute(holder, id, body.overlap_hours * 3_600, visitor));
  }

  @Delete(':id')
  @Answer(RevokedApiKeyView)
  async revoke(
    @UuidParam('id') id: string,
    @KeyHolder() holder: KeyHolder,
    @Visitor() visitor: Visitor,
  ): Promise<RevokedApiKeyView> {
    await this.revokeKey.execute(holder, id, visitor);
    return { id, revoked: true };
  }
}

function present(key: ApiKey): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    last4: key.last4,
    livemode: key.livemode,
    scopes: key.fence.scopes,
    allowed_ips: key.fence.allowedIps,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    expires_at: key.expiresAt,
  };
}

function presentFresh({ key, secret }: FreshKey): FreshApiKeyView {
  return { ...present(key), api_key: secret };
}
