import { Controller, Delete, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Answer,
  AnswerPage,
  Caller,
  decodeCursor,
  encodeCursor,
  Page,
  Roles,
  SuccessMessage,
  UuidParam,
} from '#service-kit';
import { ChangeStanding } from '../application/accounts/change-standing.usecase.js';
import { GoLive } from '../application/accounts/go-live.usecase.js';
import { ListUsers } from '../application/accounts/list-users.usecase.js';
import { type Account, standingOf } from '../domain/account.js';
import { UsersQuery, UserView } from './admin-users.dto.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { Visitor } from './visitor.js';

@ApiTags('admin')
@Roles('admin')
@UseGuards(LiveSessionGuard)
@Controller('admin/users')
export class AdminUsersController {
  constructor(
    private readonly listUsers: ListUsers,
    private readonly changeStanding: ChangeStanding,
    private readonly goLive: GoLive,
  ) {}

  @Get()
  @AnswerPage(UserView)
  async list(@Query() { limit, cursor, status: standing, ...filter }: UsersQuery): Promise<Page<UserView>> {
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const accounts = await this.listUsers.execute({ ...filter, ...(standing ? { standing } : {}) }, { limit, after });
    return Page.of(accounts, limit, ({ id }) => encodeCursor([id]), present);
  }

  @Delete(':id')
  @SuccessMessage('User deleted')
  @Answer(UserView)
  async remove(@UuidParam('id') id: string, @Caller() { userId }: Caller, @Visitor() visitor: Visitor) {
    return present(await this.changeStanding.execute(id, 'delete', userId, visitor));
  }

  @Post(':id/restore')
  @HttpCode(200)
  @SuccessMessage('User restored')
  @Answer(UserView)
  async restore(@UuidParam('id') id: string, @Caller() { userId }: Caller, @Visitor() visitor: Visitor) {
    return present(await this.changeStanding.execute(id, 'restore', userId, visitor));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @SuccessMessage('User disabled')
  @Answer(UserView)
  async disable(@UuidParam('id') id: string, @Caller() { userId }: Caller, @Visitor() visitor: Visitor) {
    return present(await this.changeStanding.execute(id, 'disable', userId, visitor));
  }

  @Post(':id/go-live')
  @HttpCode(200)
  @SuccessMessage('Merchant opened for live money')
  @Answer(UserView)
  async openLive(@UuidParam('id') id: string, @Caller() { userId }: Caller, @Visitor() visitor: Visitor) {
    return present(await this.goLive.execute(id, userId, visitor));
  }
}

function present(account: Account): UserView {
  const { id, email, name, role, merchant, createdAt, disabledAt, deletedAt } = account;
  return {
    id,
    email,
    name,
    role,
    status: standingOf(account),
    merchant_id: merchant?.id ?? null,
    live_since: merchant?.liveSince ?? null,
    created_at: createdAt,
    disabled_at: disabledAt,
    deleted_at: deletedAt,
  };
}
