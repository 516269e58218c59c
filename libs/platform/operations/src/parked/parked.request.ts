import { FreeText, WholeNumber, WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class SkipParkedRequest {
  @ApiProperty({ type: 'integer', minimum: 0, example: 3, description: 'What the list says that the stream is parked at; it moves on from there and from nowhere else.' })
  @WholeNumber(0, Number.MAX_SAFE_INTEGER)
  revision!: number;

  @ApiProperty({ maxLength: 2_000, example: 'Written by a tool that was switched off on 3 March; the incident was logged again as INC-1042.' })
  @FreeText(2_000)
  reason!: string;
}

export class ListSkippedQuery {
  @ApiProperty({ required: false, description: 'From the answer before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  cursor?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: 500, example: 100 })
  @IsOptional()
  @WholeNumberText(1, 500)
  limit?: number;
}

export class ListParkedQuery extends ListSkippedQuery {
  @ApiProperty({ required: false, example: 'incident-facts', description: 'Only what this read model waits for.' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  projection?: string;
}
