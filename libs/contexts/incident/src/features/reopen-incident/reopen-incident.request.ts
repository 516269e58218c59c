import { FreeText, IsInstant, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { reopenImpacts, type ReopenImpact } from '../../domain/vocabulary';

export class ReopenIncidentRequest {
  @ApiProperty({ maxLength: 2_000, example: 'Payments are declined again.' })
  @FreeText(2_000)
  reason!: string;

  @ApiProperty({ enum: reopenImpacts, example: 'never-restored', description: 'Whether service fails again, never came back, or is not concerned.' })
  @OneOf(reopenImpacts)
  impact!: ReopenImpact;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false, example: null, description: 'Since when it fails again; a relapse says so.' })
  @IsOptional()
  @IsInstant()
  relapsedAt?: string | null;
}
