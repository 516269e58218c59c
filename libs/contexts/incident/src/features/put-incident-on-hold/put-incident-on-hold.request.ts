import { FreeText, IsInstant, OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { holdReasons, type HoldReason } from '../../domain/vocabulary';

export class PutIncidentOnHoldRequest {
  @ApiProperty({ enum: holdReasons, example: 'vendor', description: 'What it waits for.' })
  @OneOf(holdReasons)
  reason!: HoldReason;

  @ApiProperty({ format: 'date-time', example: '2026-03-06T09:00:00Z', description: 'When somebody looks again; the hold policy has a maximum.' })
  @IsInstant({ maxFutureMs: Infinity })
  followUpAt!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 10_000, example: 'The vendor replaces the card.', description: 'The caller reads it; waiting for the caller needs one.' })
  @IsOptional()
  @FreeText(10_000)
  comment?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'CASE-77', description: 'The change, the problem or the case at the vendor.' })
  @IsOptional()
  @ShortText(200)
  linkedId?: string | null;
}
