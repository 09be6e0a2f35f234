import { applyDecorators, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { BareAnswer, PageController, Public } from '#service-kit';
import { MisbehaviourInterceptor } from './misbehaviour.interceptor.js';
import { RefusalFilter } from './refusal.filter.js';
import { SecretKeyGuard } from './secret-key.guard.js';

/**
 * A controller of this provider's API: its own key, its own answers, its scripted troubles. `Public` to the
 * platform's tokens.
 */
export function MerchantController(path: string): ClassDecorator {
  return applyDecorators(
    PageController(path),
    Public(),
    BareAnswer(),
    ApiTags('provider simulator'),
    ApiBearerAuth(),
    UseGuards(SecretKeyGuard),
    UseFilters(RefusalFilter),
    UseInterceptors(MisbehaviourInterceptor),
  );
}

/** The same without scripted troubles: what scripts them. */
export function ControlRoutes(path: string): ClassDecorator {
  return applyDecorators(
    PageController(path),
    Public(),
    BareAnswer(),
    UseGuards(SecretKeyGuard),
    UseFilters(RefusalFilter),
  );
}
