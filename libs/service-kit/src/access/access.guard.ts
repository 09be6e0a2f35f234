import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, ERROR } from '#kernel';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { AccessTokens, bearerOf, refused } from './access-tokens.js';
import { type Caller, rememberCaller, type Role } from './caller.js';
import { scopesOpen } from './scopes.js';
import { CREDENTIAL_HEADER, ServiceCredentials } from './service-credentials.js';

/**
 * Who may call which route; a route that says nothing wants a good access token. Synchronous for tokens seen lately.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, AccessRule>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly credentials: ServiceCredentials,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = this.ruleOf(context);
    switch (rule.kind) {
      case 'public':
        return this.welcome(request);
      case 'internal':
        return this.allowService(request, rule);
      case 'caller':
        return this.allowCaller(request, rule.roles);
    }
  }

  private ruleOf(context: ExecutionContext): AccessRule {
    const handler = context.getHandler();
    let rule = this.rules.get(handler);
    if (!rule) {
      rule = (Reflect.getMetadata(ACCESS_RULE, handler) ?? Reflect.getMetadata(ACCESS_RULE, context.getClass())) as
        AccessRule | undefined;
      rule ??= { kind: 'caller', roles: [] };
      this.rules.set(handler, rule);
    }
    return rule;
  }

  private welcome(request: FastifyRequest): boolean | Promise<boolean> {
    const token = bearerOf(request.headers.authorization);
    if (!token) return true;
    return this.tokens.verify(token).then(
      (caller) => admit(request, caller, []),
      () => true,
    );
  }

  private allowCaller(request: FastifyRequest, roles: readonly Role[]): boolean | Promise<boolean> {
    const token = bearerOf(request.headers.authorization);
    if (!token) throw refused();
    const known = this.tokens.known(token);
    if (known) return admit(request, within(request, known), roles);
    return this.tokens.verify(token).then((caller) => admit(request, within(request, caller), roles));
  }

  private allowService(request: FastifyRequest, { services }: Extract<AccessRule, { kind: 'internal' }>): boolean {
    const service = this.credentials.verify(request.headers[CREDENTIAL_HEADER]);
    if (services.length === 0 || services.includes(service)) return true;
    throw new DomainError(ERROR.roleNotAllowed, 'This service may not call this route.');
  }
}

/** A restricted key or member of a team may only do what it was given (403 1006). */
function within(request: FastifyRequest, caller: Caller): Caller {
  if (scopesOpen(caller.scopes, request.method, request.routeOptions.url ?? '')) return caller;
  throw new DomainError(ERROR.roleNotAllowed, 'This key or member of the team may not do that.');
}

function admit(request: FastifyRequest, caller: Caller, roles: readonly Role[]): true {
  if (roles.length > 0 && !roles.includes(caller.role)) {
    const adminsOnly = roles.every((role) => role === 'admin');
    throw new DomainError(adminsOnly ? ERROR.adminsOnly : ERROR.roleNotAllowed, `This is for: ${roles.join(', ')}.`);
  }
  rememberCaller(request, caller);
  return true;
}
