import { WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ReadFeedQuery {
  @ApiProperty({ required: false, example: '0000000000000042', description: 'Cursor of an earlier answer, as it came and encoded for a query; from the beginning where absent.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_096)
  after?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: 1000, example: 100 })
  @IsOptional()
  @WholeNumberText(1, 1_000)
  limit?: number;
}
