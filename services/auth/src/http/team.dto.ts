import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';
import type { MemberRole } from '../application/letters.ports.js';

export class InviteBody {
  @Field.text({ max: 320 })
  email: string;

  /** staff: everything but team, keys and payouts; scanner: checks tickets in. */
  @Field.oneOf(['staff', 'scanner'])
  role: MemberRole;
}

export class JoinTeamBody {
  @Field.password({ min: 1, max: 100 })
  token: string;

  @Field.text({ max: 120 })
  name: string;

  @Field.password()
  password: string;
}

export class MemberView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ['owner', 'staff', 'scanner'] })
  role: string;

  @ApiProperty({ enum: ['active', 'disabled'] })
  status: string;
}

export class InvitationView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty({ enum: ['staff', 'scanner'] })
  role: string;

  @ApiProperty({ format: 'date-time' })
  created_at: Date;

  @ApiProperty({ format: 'date-time' })
  expires_at: Date;
}

export class TeamView {
  @ApiProperty({ type: () => [MemberView] })
  members: MemberView[];

  @ApiProperty({ type: () => [InvitationView] })
  invitations: InvitationView[];
}

export class RemovedView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  removed: boolean;
}
