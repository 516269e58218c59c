import { FreeText, IsInstant, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { correctableTimes, type CorrectableTime } from '../../domain/vocabulary';

export class CorrectTimeRequest {
  @ApiProperty({ enum: correctableTimes, example: 'opened', description: 'A time that was recorded.' })
  @OneOf(correctableTimes)
  which!: CorrectableTime;

  @ApiProperty({ format: 'date-time', example: '2026-03-02T07:40:00Z' })
  @IsInstant()
  at!: string;

  @ApiProperty({ maxLength: 2_000, example: 'The mail came in earlier than it was read.' })
  @FreeText(2_000)
  reason!: string;
}
