import { applyDecorators, Catch, Controller, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/** What a handler throws is the bus's business, as it was thrown: the batch is kept and comes again. */
@Catch()
class HandOn implements RpcExceptionFilter<unknown> {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/** A class of `@EventPattern(topic, { group })` handlers. */
export const Subscriber = (): ClassDecorator => applyDecorators(Controller(), UseFilters(HandOn));
