import { OneOf, WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

const sorts = ['changed', 'logged', 'priority', 'number', 'status'].flatMap((name) => [name, `-${name}`]);

export class ListIncidentsQuery {
  @ApiProperty({ required: false, example: 'is:open p:1,2 -assignee:none "card payments"', description: 'The filter language.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  q?: string;

  @ApiProperty({ required: false, enum: sorts, example: '-changed', description: 'A minus sorts downwards.' })
  @IsOptional()
  @OneOf(sorts)
  sort?: string;

  @ApiProperty({ required: false, example: 'UTC', description: 'IANA zone in which calendar periods of the filter are meant.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  zone?: string;

  @ApiProperty({ required: false, description: 'From the answer before.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  cursor?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: 500, example: 50 })
  @IsOptional()
  @WholeNumberText(1, 500)
  limit?: number;
}
