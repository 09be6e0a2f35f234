import type { AuthenticateKeyRequest } from '#contracts';
import { Field } from '#service-kit';

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
