import { FreeText, IsInstant, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { milestoneKinds, type MilestoneKind } from '../../domain/vocabulary';

export class RecordMilestoneRequest {
  @ApiProperty({ enum: milestoneKinds, example: 'mitigated' })
  @OneOf(milestoneKinds)
  kind!: MilestoneKind;

  @ApiProperty({ format: 'date-time', example: '2026-03-05T10:11:12Z', description: 'When it happened.' })
  @IsInstant()
  at!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 2_000, example: 'The call took until now.', description: 'Backdating beyond what the policy leaves free needs one.' })
  @IsOptional()
  @FreeText(2_000)
  reason?: string | null;
}
