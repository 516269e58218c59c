import { ApiProperty } from '@nestjs/swagger';
import type { CaseResult } from './import-cases.service';

export class CaseRefusal {
  @ApiProperty()
  code!: string;

  @ApiProperty({ type: String, nullable: true })
  file!: unknown;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the first step that was refused, as the file counts.' })
  row!: unknown;

  @ApiProperty({ type: String, nullable: true })
  rule!: unknown;
}

export class CaseAnswer implements CaseResult {
  @ApiProperty()
  caseId!: string;

  @ApiProperty({ description: 'The incident of the case, whoever imports it and how often.' })
  id!: string;

  @ApiProperty({ type: 'integer', description: 'Of the incident; -1 when the case was refused.' })
  revision!: number;

  @ApiProperty({ enum: ['appended', 'unchanged', 'refused'] })
  outcome!: CaseResult['outcome'];

  @ApiProperty({ type: 'integer' })
  events!: number;

  @ApiProperty({ type: 'integer', description: 'Events that no row states and that the history needs.' })
  inferred!: number;

  @ApiProperty({ type: 'integer', description: 'Events whose time the machine could not take as the row has it.' })
  adjusted!: number;

  @ApiProperty({ type: CaseRefusal, nullable: true })
  refusal!: CaseResult['refusal'];

  @ApiProperty({ type: String, nullable: true, description: 'A consistency token for the incident; null when the case was refused.' })
  consistency!: string | null;
}

export class ImportPageAnswer {
  @ApiProperty({ type: [CaseAnswer], description: 'One for each case, in the order of the page.' })
  results!: CaseAnswer[];
}
