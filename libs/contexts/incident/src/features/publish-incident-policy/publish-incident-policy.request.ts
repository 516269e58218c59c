import { FreeText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';

export class PublishIncidentPolicyRequest {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { windowMs: 1_209_600_000, fromClosed: true },
    description: 'The whole policy as its kind has it; durations in milliseconds.',
  })
  @IsObject()
  policy!: Record<string, unknown>;

  @ApiProperty({ maxLength: 2_000, example: 'Callers come back after their holidays.' })
  @FreeText(2_000)
  reason!: string;
}
