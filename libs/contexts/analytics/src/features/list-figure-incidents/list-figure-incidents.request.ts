import { WholeNumberText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { MetricRequest } from '../metric.request';

export class ListFigureIncidentsQuery extends MetricRequest {
  @ApiProperty({
    required: false,
    enum: ['measured', 'corrected', 'hit', 'open', 'excluded', 'entered', 'left', 'stock'],
    description: 'What of the figure: those that make n where absent, for a stock those that are open at the end.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  part?: string;

  @ApiProperty({ required: false, example: 'payments-api', description: 'One value of `by`; empty for the incidents that have none.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  value?: string;

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
