import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswerPage, decodeCursor, encodeCursor, Page, Roles } from '#service-kit';
import { ListAuditLog } from '../application/audit/list-audit-log.usecase.js';
import type { AuditFilter, AuditRecord } from '../application/audit.ports.js';
import { AuditLogQuery, AuditRecordView, OwnAuditLogQuery } from './audit-log.dto.js';
import { KeyHolder } from './key-holder.js';
import { LiveSessionGuard } from './live-session.guard.js';

/** Everything that anybody did, newest first. */
@ApiTags('admin')
@Roles('admin')
@UseGuards(LiveSessionGuard)
@Controller('admin/audit-log')
export class AuditLogController {
  constructor(private readonly listAuditLog: ListAuditLog) {}

  @Get()
  @AnswerPage(AuditRecordView)
  list(@Query() query: AuditLogQuery): Promise<Page<AuditRecordView>> {
    return pageOf(this.listAuditLog, query, { merchantId: query.merchant_id });
  }
}

/** What a merchant's people and keys did, and what others did to what is theirs. */
@ApiTags('accounts')
@Roles('merchant')
@UseGuards(LiveSessionGuard)
@Controller('auth/audit-log')
export class OwnAuditLogController {
  constructor(private readonly listAuditLog: ListAuditLog) {}

  @Get()
  @AnswerPage(AuditRecordView)
  list(@KeyHolder() { merchantId }: KeyHolder, @Query() query: OwnAuditLogQuery): Promise<Page<AuditRecordView>> {
    return pageOf(this.listAuditLog, query, { merchantId, asMerchant: true });
  }
}

async function pageOf(list: ListAuditLog, query: OwnAuditLogQuery, whose: AuditFilter): Promise<Page<AuditRecordView>> {
  const { limit, cursor } = query;
  const [after] = decodeCursor(cursor, 'uuid') ?? [];
  const records = await list.execute({ ...filterOf(query), ...whose }, { limit, after });
  return Page.of(records, limit, ({ id }) => encodeCursor([id]), present);
}

function filterOf(query: OwnAuditLogQuery): AuditFilter {
  const { action, actor_id: actorId, target_type: targetType, target_id: targetId, request_id: requestId } = query;
  const { from, to } = query;
  const span = {
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
  return { action, actorId, targetType, targetId, requestId, ...span };
}

function present(record: AuditRecord): AuditRecordView {
  const { id, at, action, actorId, actorEmail, actorRole, targetType, targetId, ip, detail } = record;
  return {
    id,
    at,
    action,
    actor: actorId === null ? null : { id: actorId, email: actorEmail, role: actorRole },
    target: targetType === null || targetId === null ? null : { type: targetType, id: targetId },
    merchant_id: record.merchantId,
    ip,
    request_id: record.requestId,
    detail,
  };
}
