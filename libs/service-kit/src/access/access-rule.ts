import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import type { ServiceName } from '#contracts';
import type { Role } from './caller.js';

export const ACCESS_RULE = Symbol('access-rule');

/** Who may call a route: anyone, callers of some roles (none named: all), or services. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'caller'; readonly roles: readonly Role[] }
  | { readonly kind: 'internal'; readonly services: readonly ServiceName[] };

/** Anyone may call it. A good token is still read, so `@Caller()` may be there. */
export const Public = () => SetMetadata(ACCESS_RULE, { kind: 'public' } satisfies AccessRule);

/** Only callers of these roles (403 1006; where only admins may: 1020). Without `@Roles` every good token may. */
export const Roles = (...roles: Role[]) =>
  applyDecorators(
    SetMetadata(ACCESS_RULE, { kind: 'caller', roles } satisfies AccessRule),
    ApiBearerAuth(),
    ApiSecurity('api_key'),
  );

/** Only these services, by their service credential (none named: any of ours). The gateway never routes here. */
export const Internal = (...services: ServiceName[]) =>
  SetMetadata(ACCESS_RULE, { kind: 'internal', services } satisfies AccessRule);
