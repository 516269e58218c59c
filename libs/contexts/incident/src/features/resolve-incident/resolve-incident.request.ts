import { FreeText, IsInstant, OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { resolutionCodes, type ResolutionCode } from '../../domain/vocabulary';
import { ClassificationFields } from '../classification.request';

export class ResolveIncidentRequest {
  @ApiProperty({ enum: resolutionCodes, example: 'fix' })
  @OneOf(resolutionCodes)
  resolutionCode!: ResolutionCode;

  @ApiProperty({ maxLength: 100, example: 'config-error', description: '`unknown` is allowed and matches no other incident.' })
  @ShortText(100)
  causeCode!: string;

  @ApiProperty({ maxLength: 10_000, example: 'Rolled the gateway back to the last good configuration.' })
  @FreeText(10_000)
  notes!: string;

  @ApiProperty({ format: 'date-time', example: '2026-03-05T10:11:12Z', description: 'When service was back.' })
  @IsInstant()
  restoredAt!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 10_000, example: null })
  @IsOptional()
  @FreeText(10_000)
  workaround?: string | null;

  @ApiProperty({ type: ClassificationFields, nullable: true, required: false, description: 'What is still missing of the classification.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ClassificationFields)
  classification?: ClassificationFields | null;
}
