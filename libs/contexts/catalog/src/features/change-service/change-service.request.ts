import { OneOf, ShortText, WholeNumber } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, ValidateIf } from 'class-validator';
import { tiers, type Tier } from '../../domain/vocabulary';

/** What is left out stays; null says that it is not known. */
export class ChangeServiceRequest {
  @ApiProperty({ required: false, maxLength: 200, example: 'Payments API' })
  @ValidateIf(({ name }: ChangeServiceRequest) => name !== undefined)
  @ShortText(200)
  name?: string;

  @ApiProperty({ type: 'integer', enum: tiers, nullable: true, required: false, example: 2, description: '1 is what the organisation misses first.' })
  @IsOptional()
  @OneOf(tiers)
  tier?: Tier | null;

  @ApiProperty({ type: 'integer', nullable: true, required: false, minimum: 0, maximum: 1_000_000_000, example: 1500, description: 'People who notice when it fails.' })
  @IsOptional()
  @WholeNumber(0, 1_000_000_000)
  affectedUsers?: number | null;
}
