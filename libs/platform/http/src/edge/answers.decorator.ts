import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { CommandAnswer } from './command-edge';
import { Problem } from '../problem/problem';

/** Documents what a route answers: the success, and problem details for everything else. */
export const Answers = (body: Type<unknown>, options: { readonly created?: boolean } = {}): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(Problem),
    ApiResponse({ status: 200, type: body, description: body === CommandAnswer ? 'Done, or done before.' : '' }),
    ...(options.created ? [ApiResponse({ status: 201, type: body, description: 'Created.' })] : []),
    ApiResponse({
      status: 'default',
      description: 'What went wrong, as RFC 9457 has it.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
    }),
  );
