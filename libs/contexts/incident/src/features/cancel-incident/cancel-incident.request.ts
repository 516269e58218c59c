import { FreeText, MayBeAbsent, OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { cancelReasons, type CancelReason } from '../../domain/vocabulary';

export class CancelIncidentRequest {
  @ApiProperty({ enum: cancelReasons, example: 'rerouted' })
  @OneOf(cancelReasons)
  reason!: CancelReason;

  @ApiProperty({ maxLength: 2_000, example: 'A new starter needs an account: that is a request.' })
  @FreeText(2_000)
  note!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'REQ-2044', description: 'Where it went; a rerouted one says so.' })
  @IsOptional()
  @ShortText(200)
  reroutedTo?: string | null;

  @ApiProperty({ type: Boolean, required: false, example: true, description: 'The caller knows; false where absent.' })
  @MayBeAbsent()
  @IsBoolean()
  callerTold?: boolean;
}
