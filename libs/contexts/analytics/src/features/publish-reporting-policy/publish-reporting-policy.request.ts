import { FreeText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject, IsString, MaxLength } from 'class-validator';

export class PublishReportingPolicyRequest {
  @ApiProperty({ type: [String], maxItems: 8, example: ['Europe/Zurich'], description: 'IANA zones whose days are kept ready; UTC always is.' })
  @IsArray()
  @ArrayMaxSize(8)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  zones!: string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'time-to-resolve': 'last@1' },
    description: 'Definition by metric, for those that do not go by their first one.',
  })
  @IsObject()
  defaults!: Record<string, unknown>;

  @ApiProperty({ maxLength: 2_000, example: 'We report in local time.' })
  @FreeText(2_000)
  reason!: string;
}
