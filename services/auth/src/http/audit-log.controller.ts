import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswerPage, decodeCursor, encodeCursor, Page, Roles } from '#service-kit';
import { ListAuditLog } from '../application/accounts/list-audit-log.usecase.js';
import type { AuditFilter, AuditRecord } from '../application/ports.js';
import { AuditLogQuery, AuditRecordView } from './audit-log.dto.js';
import { KeyHolder } from './key-holder.js';
import { LiveSessionGuard } from './live-session.guard.js';

@ApiTags('admin')
@Roles('admin')
@UseGuards(LiveSessionGuard)
@Controller('admin/audit-log')
export class AuditLogController {
  constructor(private readonly listAuditLog: ListAuditLog) {}

  @Get()
  @AnswerPage(AuditRecordView)
  async list(@Query() query: AuditLogQuery): Promise<Page<AuditRecordView>> {
    const { limit, cursor } = query;
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const records = await this.listAuditLog.execute(filterOf(query), { limit, after });
    return Page.of(records, limit, ({ id }) => encodeCursor([id]), present);
  }
}

/** What a merchant's people and keys did, and what was done to them. */
@ApiTags('accounts')
@Roles('merchant')
@UseGuards(LiveSessionGuard)
@Controller('auth/audit-log')
export class OwnAuditLogController {
  constructor(private readonly listAuditLog: ListAuditLog) {}

  @Get()
  @AnswerPage(AuditRecordView)
  async list(@KeyHolder() { merchantId }: KeyHolder, @Query() query: AuditLogQuery): Promise<Page<AuditRecordView>> {
    const { limit, cursor } = query;
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const records = await this.listAuditLog.execute({ ...filterOf(query), merchantId }, { limit, after });
    return Page.of(records, limit, ({ id }) => encodeCursor([id]), present);
  }
}

function filterOf({ action, actor_id: actorId, target_id: targetId }: AuditLogQuery): AuditFilter {
  return { ...(action ? { action } : {}), ...(actorId ? { actorId } : {}), ...(targetId ? { targetId } : {}) };
}

function present(record: AuditRecord): AuditRecordView {
  const { id, at, action, actorId, actorEmail, targetType, targetId, ip, requestId, detail } = record;
  return {
    id,
    at,
    action,
    actor: actorId === null ? null : { id: actorId, email: actorEmail },
    target: targetType === null || targetId === null ? null : { type: targetType, id: targetId },
    ip,
    request_id: requestId,
    detail,
  };
}
