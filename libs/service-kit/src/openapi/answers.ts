import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

/**
 * Describes a route's success: the envelope round `model` (`@Answer(OrderView)`, `@Answer(OrderView, { status: 201
 * })`).
 */
export function Answer(model: Type<unknown>, { status = 200 }: { status?: number } = {}): MethodDecorator {
  return described(model, status, { data: { $ref: getSchemaPath(model) } });
}

/** Describes a list route: the envelope round a page of `model`. */
export function AnswerPage(model: Type<unknown>): MethodDecorator {
  const page = { type: 'object', properties: { next_cursor: { type: 'string', nullable: true } } };
  return described(model, 200, { data: { type: 'array', items: { $ref: getSchemaPath(model) } }, page });
}

function described(model: Type<unknown>, status: number, properties: Schema): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['success', 'data'],
    properties: { success: { type: 'boolean' }, ...properties },
  };
  return applyDecorators(ApiExtraModels(model), ApiResponse({ status, description: 'Success', schema }));
}
