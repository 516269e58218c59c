import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import { FreeText, IsInstant, OneOf, RecordKey, Title, WholeNumber, WholeNumberText } from '../input/validators';

export class TicketSource {
  @ApiProperty({ example: 'mail' })
  @OneOf(['mail', 'web'])
  channel!: string;

  @ApiProperty({ example: 'u-1001' })
  @RecordKey()
  caller!: string;
}

export class OpenTicketRequest {
  @ApiProperty({ example: 'Mail does not arrive' })
  @Title()
  title!: string;

  @ApiProperty({ example: 2 })
  @WholeNumber(1, 5)
  priority!: number;

  @ApiProperty({ example: '2026-03-05T10:00:00Z' })
  @IsInstant()
  openedAt!: string;

  @ApiPropertyOptional({ type: TicketSource })
  @IsOptional()
  @ValidateNested()
  @Type(() => TicketSource)
  source?: TicketSource;

  @ApiPropertyOptional({ example: 'Since this morning.' })
  @IsOptional()
  @FreeText(1_000)
  notes?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @ArrayMaxSize(3)
  @RecordKey({ each: true })
  tags?: string[];
}

export class RenameTicketRequest {
  @ApiProperty({ example: 'Mail arrives late' })
  @Title()
  title!: string;
}

export class ListTicketsQuery {
  @ApiPropertyOptional({ enum: ['open', 'closed'] })
  @IsOptional()
  @OneOf(['open', 'closed'])
  status?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200 })
  @IsOptional()
  @WholeNumberText(1, 200)
  limit?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @FreeText(4_000)
  cursor?: string;
}
