import { FreeText, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';

const audiences = ['public', 'private'] as const;

export class AddNoteRequest {
  @ApiProperty({ maxLength: 20_000, example: 'The gateway answers again from two of three sites.' })
  @FreeText(20_000)
  text!: string;

  @ApiProperty({ enum: audiences, example: 'public', description: 'A public one is for the caller too.' })
  @OneOf(audiences)
  audience!: (typeof audiences)[number];
}
