import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { BARE_ANSWER, Page, SUCCESS_MESSAGE } from './page.js';

interface Manner {
  readonly bare: boolean;
  readonly message: string | undefined;
}

/**
 * Wraps what a handler returns: `{success: true, data}`, with `page` for a `Page` and `message` where the route has
 * one.
 */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  private readonly manners = new WeakMap<object, Manner>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const manner = this.mannerOf(context);
    if (manner.bare) return next.handle();
    return next.handle().pipe(map((data: unknown) => envelope(data, manner.message)));
  }

  private mannerOf(context: ExecutionContext): Manner {
    const handler = context.getHandler();
    let manner = this.manners.get(handler);
    if (!manner) {
      manner = {
        bare:
          context.getType() !== 'http' ||
          Reflect.hasMetadata(BARE_ANSWER, handler) ||
          Reflect.hasMetadata(BARE_ANSWER, context.getClass()),
        message: Reflect.getMetadata(SUCCESS_MESSAGE, handler) as string | undefined,
      };
      this.manners.set(handler, manner);
    }
    return manner;
  }
}

function envelope(data: unknown, message: string | undefined): unknown {
  if (data instanceof StreamableFile || Buffer.isBuffer(data)) return data;
  const said = message === undefined ? {} : { message };
  if (data instanceof Page) {
    return { success: true, ...said, data: data.items, page: { next_cursor: data.nextCursor } };
  }
  return { success: true, ...said, data: data ?? null };
}
