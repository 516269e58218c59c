import { Checked, ShortText, WholeNumber } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { MappedCase } from '../../domain/origin/mapped-case';
import { mappedCaseFault } from './mapped-case-fault';

export class StartImportRequest {
  @ApiProperty({ maxLength: 100, example: 'servicenow-audit', description: 'Names the source system; cases are known by it.' })
  @ShortText(100)
  source!: string;

  @ApiProperty({ type: [String], maxItems: 100, example: ['incidents.csv'] })
  @IsArray()
  @ArrayMaxSize(100)
  @ShortText(1_000, { each: true })
  files!: string[];
}

export class ImportPageRequest {
  @ApiProperty({ type: 'integer', minimum: 0, example: 0, description: 'Pages count from 0; the same page again changes nothing.' })
  @WholeNumber(0, 10_000_000)
  page!: number;

  @ApiProperty({ type: 'array', items: { type: 'object' }, minItems: 1, maxItems: 500, description: 'Mapped cases, as docs/import.md has them.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @Checked('mappedCase', mappedCaseFault, { each: true })
  cases!: MappedCase[];
}
