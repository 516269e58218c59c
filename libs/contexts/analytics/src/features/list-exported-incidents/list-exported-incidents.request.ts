import { WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ListExportedIncidentsQuery {
  @ApiProperty({ required: false, description: 'From the answer before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  cursor?: string;

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 1000, example: 500 })
  @IsOptional()
  @WholeNumberText(1, 1_000)
  limit?: number;
}
