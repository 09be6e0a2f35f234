import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { DomainError, ERROR, isUuid } from '#kernel';

/** An id that no thing can have finds nothing: 404, like any other unknown id. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (isUuid(value)) return value.toLowerCase();
    throw new DomainError(ERROR.notFound, 'There is nothing with this id.');
  }
}

/** `@UuidParam('id') id: string`: a path parameter that must be a UUID. */
export const UuidParam = (name: string) => Param(name, UuidPipe);
