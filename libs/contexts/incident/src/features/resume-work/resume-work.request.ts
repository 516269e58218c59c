import { OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

/** That the follow-up is due is the timer's reason, nobody else's. */
const reasons = ['work', 'caller-replied', 'linked-done'] as const;

export class ResumeWorkRequest {
  @ApiProperty({ enum: reasons, required: false, example: 'work', description: '`work` where absent.' })
  @IsOptional()
  @OneOf(reasons)
  reason?: (typeof reasons)[number];
}
