import { ApiProperty } from '@nestjs/swagger';

export class ImportedCounts {
  @ApiProperty({ type: 'integer', description: 'Registered by this request, or by the one it repeats.' })
  registered!: number;

  @ApiProperty({ type: 'integer', description: 'There already; nothing was changed.' })
  known!: number;
}

export class RegisterImportedAnswer {
  @ApiProperty({ type: ImportedCounts })
  services!: ImportedCounts;

  @ApiProperty({ type: ImportedCounts })
  groups!: ImportedCounts;

  @ApiProperty({ type: [String], description: 'A consistency token for each registered entry.' })
  consistency!: string[];
}
