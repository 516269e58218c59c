import { FreeText, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { priorities, type Priority } from '../../domain/vocabulary';

export class OverridePriorityRequest {
  @ApiProperty({ enum: priorities, example: 'P1' })
  @OneOf(priorities)
  priority!: Priority;

  @ApiProperty({ maxLength: 2_000, example: 'The quarter closes today.' })
  @FreeText(2_000)
  reason!: string;
}
