import { MayBeAbsent, OneOf } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';

/** That the follow-up is due is the timer's reason, nobody else's. */
const reasons = ['work', 'caller-replied', 'linked-done'] as const;

export class ResumeWorkRequest {
  @ApiProperty({ enum: reasons, required: false, example: 'work', description: '`work` where absent.' })
  @MayBeAbsent()
  @OneOf(reasons)
  reason?: (typeof reasons)[number];
}
