import { OneOf, ShortText, WholeNumber } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { maxKeyLength, tiers, type Tier } from '../../domain/vocabulary';

export class RegisterServiceRequest {
  @ApiProperty({ maxLength: maxKeyLength, example: 'payments-api', description: 'What incidents name it by, to the letter; it never changes.' })
  @ShortText(maxKeyLength)
  key!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'Payments API', description: 'The key where absent.' })
  @IsOptional()
  @ShortText(200)
  name?: string | null;

  @ApiProperty({ type: 'integer', enum: tiers, nullable: true, required: false, example: 1, description: '1 is what the organisation misses first.' })
  @IsOptional()
  @OneOf(tiers)
  tier?: Tier | null;

  @ApiProperty({ type: 'integer', nullable: true, required: false, minimum: 0, maximum: 1_000_000_000, example: 1200, description: 'People who notice when it fails.' })
  @IsOptional()
  @WholeNumber(0, 1_000_000_000)
  affectedUsers?: number | null;
}
