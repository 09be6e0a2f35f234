import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** What a route may ask of the body parsers, in Fastify's route config. */
export interface BodyConfig {
  readonly body?: 'raw' | 'form';
}

/**
 * The handler's `@Body()` is the bytes as they came, of any content type, up to 256 KB: for signatures over raw
 * bodies.
 */
export const RawBody = () => RouteConfig({ body: 'raw' } satisfies BodyConfig);

/** Also takes `application/x-www-form-urlencoded`. */
export const FormBody = () => RouteConfig({ body: 'form' } satisfies BodyConfig);

const pages = new Set<string>();

/** A controller outside `/paygate/api/v1`: pages for browsers and well-known addresses. */
export function PageController(path: string): ClassDecorator {
  pages.add(path);
  return Controller(path);
}

/** Addresses that do not take the public prefix, in Nest's syntax. */
export function unprefixedPaths(): string[] {
  return ['internal', '.well-known', ...pages].flatMap((path) => [path, `${path}/*rest`]);
}
