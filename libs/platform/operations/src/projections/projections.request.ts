import { MayBeAbsent, OneOf, WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

const switches = ['automatic', 'manual'] as const;

export class RebuildRequest {
  @ApiProperty({ required: false, enum: switches, default: 'automatic', example: 'automatic', description: 'Whether it becomes live as soon as it is verified, or waits to be told.' })
  @MayBeAbsent()
  @OneOf(switches)
  switch?: (typeof switches)[number];
}

export class AuditQuery {
  @ApiProperty({ required: false, minimum: 1, example: 2, description: 'The live one where absent.' })
  @IsOptional()
  @WholeNumberText(1, 1_000_000)
  generation?: number;
}
