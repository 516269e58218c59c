import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';

const flag = ({ value }: { value: unknown }): unknown => (value === 'true' ? true : value === 'false' ? false : value);

export class MetricRequest {
  @ApiProperty({ required: false, example: 'first@1', description: "The part after the metric; the policy's current one where absent." })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  definition?: string;

  @ApiProperty({
    required: false,
    example: '2026-03-01',
    description: 'Inclusive: a date in the zone, or a time with its offset. 90 days before `to` where absent.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  from?: string;

  @ApiProperty({ required: false, example: '2026-04-01', description: 'Exclusive. Now where absent.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  to?: string;

  @ApiProperty({ required: false, enum: ['hour', 'day', 'week', 'month'], example: 'day', description: 'ISO weeks; local days have 23 to 25 hours.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  bucket?: string;

  @ApiProperty({ required: false, example: 'Europe/Zurich', description: 'IANA name; UTC where absent.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  zone?: string;

  @ApiProperty({
    required: false,
    enum: ['service', 'priority', 'category', 'group', 'impact', 'urgency', 'source', 'source.priority', 'source.impact', 'source.urgency'],
    example: 'service',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  by?: string;

  @ApiProperty({ required: false, type: 'boolean', example: false, description: 'Percentiles from every single duration instead of a sketch.' })
  @IsOptional()
  @Transform(flag)
  @IsBoolean()
  exact?: boolean;

  @ApiProperty({ required: false, example: 'p:1,2 service:payments-api', description: 'The filter language; such figures are made from the facts.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  q?: string;
}
