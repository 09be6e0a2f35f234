import { IsIP, Matches } from 'class-validator';
import type { AuthenticateKeyRequest, RecordActRequest } from '#contracts';
import { Field } from '#service-kit';
import { OrNull } from './or-null.js';

export class AuthenticateKeyBody implements AuthenticateKeyRequest {
  /** A credential: its form is checked where it is looked up, so that every wrong one is answered alike. */
  @Field.password({ min: 1, max: 200 })
  key: string;
}

export class BootstrapAdminBody {
  @Field.text({ max: 320 })
  email: string;

  @Field.password()
  password: string;
}

export class RecordActBody implements RecordActRequest {
  @Matches(/^[a-z][a-z_]{2,59}$/)
  action: string;

  @OrNull()
  @Field.uuid()
  actor_id: string | null;

  @OrNull()
  @Field.uuid()
  credential_id: string | null;

  @Matches(/^[a-z][a-z_]{1,39}$/)
  target_type: string;

  @Field.text({ max: 100 })
  target_id: string;

  @OrNull()
  @IsIP()
  ip: string | null;

  @OrNull()
  @Field.text({ max: 100 })
  request_id: string | null;
}
