import { ShortText, WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ListCatalogQuery {
  @ApiProperty({ required: false, maxLength: 200, example: 'payments', description: 'Whole words of key and name, in any order.' })
  @IsOptional()
  @ShortText(200)
  text?: string;

  @ApiProperty({ required: false, description: 'From the answer before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  cursor?: string;

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 500, example: 50 })
  @IsOptional()
  @WholeNumberText(1, 500)
  limit?: number;
}
