import { Injectable, ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';

interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/**
 * Strict: unknown fields are refused, every wrong field is listed in `meta.errors` (422 1004), values are never
 * echoed.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => refuse(errors.flatMap((error) => faultsOf(error, ''))),
    });
  }
}

function refuse(errors: readonly FieldFault[]): DomainError {
  const description = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new DomainError(ERROR.validation, description || 'a JSON object is needed', { errors });
}

function faultsOf(error: ValidationError, path: string): FieldFault[] {
  const field = path ? `${path}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutName(message, error.property),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}

/** class-validator starts its messages with the field's name, which the envelope gives apart. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
