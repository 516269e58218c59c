import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ViewIncidentQuery {
  @ApiProperty({ required: false, example: '2026-03-05T10:11:12Z', description: 'The record as it stood: an instant of recording, or a revision.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  asOf?: string;
}
