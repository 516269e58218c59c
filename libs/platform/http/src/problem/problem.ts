import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldProblem {
  @ApiProperty({ description: 'JSON Pointer into the body.', example: '/title' })
  pointer!: string;

  @ApiProperty({ example: 'required' })
  code!: string;

  @ApiPropertyOptional({ description: 'What may stand there, where that is a list.', type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'number' }] }, example: ['P1', 'P2'] })
  allowed?: readonly (string | number)[];
}

/** RFC 9457 problem details. `code` is what programs go by. */
export class Problem {
  @ApiProperty({ example: 'urn:firebreak:error:invalid-transition' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: 'integer' })
  status!: number;

  @ApiProperty({ description: 'What to do.' })
  detail!: string;

  @ApiProperty({ description: 'The path that was asked.' })
  instance!: string;

  @ApiProperty({ example: 'invalid-transition' })
  code!: string;

  @ApiProperty({ type: [FieldProblem] })
  errors!: FieldProblem[];

  @ApiProperty({ description: 'Under which the request is found in log and trace.' })
  traceId!: string;

  @ApiPropertyOptional({ description: 'The rule that refused.' })
  rule?: string;

  @ApiPropertyOptional({ description: 'The role that is missing.' })
  role?: string;

  @ApiPropertyOptional({ description: 'The field that is missing or wrong.' })
  field?: string;

  @ApiPropertyOptional()
  whatToDo?: string;

  @ApiPropertyOptional({ description: 'The present state or revision.' })
  current?: unknown;
}
