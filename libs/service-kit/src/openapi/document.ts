import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const ERROR_SCHEMA = {
  type: 'object' as const,
  required: ['success', 'exception'],
  properties: {
    success: { type: 'boolean' as const, enum: [false] },
    exception: {
      type: 'object' as const,
      required: ['code', 'message', 'description', 'meta'],
      properties: {
        code: { type: 'integer' as const, example: 1004 },
        message: { type: 'string' as const },
        description: { type: 'string' as const },
        meta: { type: 'object' as const, nullable: true, additionalProperties: true },
      },
    },
  },
};

/** Serves this service's part of the API description; made at the first question. Internal routes are not in it. */
export function openApiDocument(app: NestFastifyApplication, service: string): () => OpenAPIObject {
  let document: OpenAPIObject | undefined;
  return () => (document ??= describe(app, service));
}

function describe(app: NestFastifyApplication, service: string): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setTitle(`Faregate: ${service}`)
    .setVersion('1')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'api_key')
    .build();
  const document = SwaggerModule.createDocument(app, frame);
  const paths = Object.entries(document.paths).filter(([path]) => !path.startsWith('/internal'));
  const schemas = { ...document.components?.schemas, Error: ERROR_SCHEMA };
  return {
    ...document,
    paths: Object.fromEntries(paths.map(([path, item]) => [path, withErrors(item as Record<string, unknown>)])),
    components: { ...document.components, schemas },
  };
}

/** Every operation may answer with the error envelope. */
function withErrors(item: Record<string, unknown>): Record<string, unknown> {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const error = { description: 'Failure: see the error codes', content };
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      const { responses, ...rest } = operation as { responses?: object };
      return [method, { ...rest, responses: { ...responses, default: error } }];
    }),
  );
}
