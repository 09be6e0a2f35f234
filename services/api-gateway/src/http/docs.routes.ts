import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DescribeApi } from '../application/describe-api.usecase.js';
import type { ApiDocument } from '../domain/openapi-merge.js';
import { DOCS_PAGE, DOCS_SCRIPT, WELCOME_PAGE } from './pages.js';

const ASSETS = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png']);

/** The description of the API: as a document, and as pages that show it. */
@Injectable()
export class DocsRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly describe: DescribeApi,
  ) {}

  async onModuleInit(): Promise<void> {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const page = (url: string, type: string, text: string) =>
      server.get(url, (_request, reply) => reply.header('content-type', `${type}; charset=utf-8`).send(text));
    page('/', 'text/html', WELCOME_PAGE);
    page('/docs', 'text/html', DOCS_PAGE);
    page('/paygate/api/v1/docs', 'text/html', DOCS_PAGE);
    page('/docs/start.js', 'text/javascript', DOCS_SCRIPT);
    server.get('/paygate/api/v1/openapi.json', () => this.document(server));
    await server.register(fastifyStatic, {
      root: swaggerUiFolder(),
      prefix: '/docs/assets/',
      decorateReply: false,
      index: false,
      maxAge: '1d',
      allowedPath: (path) => ASSETS.has(path),
    });
  }

  private async document(server: FastifyInstance): Promise<ApiDocument> {
    const own = await server.inject('/openapi.json');
    return this.describe.execute(own.json<ApiDocument>());
  }
}

/** It comes with @nestjs/swagger. */
function swaggerUiFolder(): string {
  const fromSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(fromSwagger.resolve('swagger-ui-dist/package.json'));
}
