import { FreeText, IsInstant, MayBeAbsent, OneOf, RecordKey, ShortText, Title } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { channels, type Channel, type Visibility } from '../../domain/vocabulary';

const visibilities = ['normal', 'restricted'] as const;

export class LogIncidentRequest {
  @ApiProperty({ minLength: 2, maxLength: 200, example: 'Card payments are declined' })
  @Title()
  title!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 20_000, example: 'Since ten past ten every second payment fails.' })
  @IsOptional()
  @FreeText(20_000)
  description?: string | null;

  @ApiProperty({ maxLength: 100, example: 'service-desk', description: 'The system or desk that reports.' })
  @ShortText(100)
  source!: string;

  @ApiProperty({ enum: channels, example: 'phone' })
  @OneOf(channels)
  channel!: Channel;

  @ApiProperty({ format: 'date-time', required: false, example: '2026-03-05T10:11:12Z', description: 'Now where absent.' })
  @MayBeAbsent()
  @IsInstant()
  openedAt?: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'person-17', description: 'The person concerned; an alert has none.' })
  @IsOptional()
  @RecordKey()
  caller?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: null })
  @IsOptional()
  @ShortText(200)
  alertId?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 100, example: null, description: 'A registered service.' })
  @IsOptional()
  @ShortText(100)
  service?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'gw-01' })
  @IsOptional()
  @ShortText(200)
  configurationItem?: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false, example: '2026-03-05T10:05:00Z' })
  @IsOptional()
  @IsInstant()
  impactStartedAt?: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false, example: '2026-03-05T10:09:00Z' })
  @IsOptional()
  @IsInstant()
  detectedAt?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: null })
  @IsOptional()
  @ShortText(200)
  fingerprint?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: null })
  @IsOptional()
  @ShortText(200)
  externalId?: string | null;

  @ApiProperty({ enum: visibilities, required: false, example: 'normal' })
  @MayBeAbsent()
  @OneOf(visibilities)
  visibility?: Visibility;

  @ApiProperty({ type: String, nullable: true, required: false, example: null, description: 'Id or number of the incident that this late reopen continues.' })
  @IsOptional()
  @ShortText(64)
  reopens?: string | null;
}
