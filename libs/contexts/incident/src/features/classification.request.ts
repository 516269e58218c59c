import { OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { Impact, Urgency } from '../domain/vocabulary';

const levels = [1, 2, 3] as const;

export class CategoryFields {
  @ApiProperty({ maxLength: 100, example: 'network' })
  @ShortText(100)
  category!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 100, example: 'dns' })
  @IsOptional()
  @ShortText(100)
  subcategory?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 100, example: 'payments-api', description: 'A registered service, or name a configuration item.' })
  @IsOptional()
  @ShortText(100)
  service?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'gw-01' })
  @IsOptional()
  @ShortText(200)
  configurationItem?: string | null;
}

export class ClassificationFields extends CategoryFields {
  @ApiProperty({ enum: levels, example: 2, description: '1 is the widest.' })
  @OneOf(levels)
  impact!: Impact;

  @ApiProperty({ enum: levels, example: 1, description: '1 is the most pressing.' })
  @OneOf(levels)
  urgency!: Urgency;
}
