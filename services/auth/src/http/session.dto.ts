import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';
import { RegisteredView } from './registration.dto.js';

export class SignInBody {
  @Field.text({ max: 320 })
  email: string;

  /** No rules here: whatever was chosen once must be accepted. */
  @Field.password({ min: 1, max: 128 })
  password: string;
}

export class SignedInView extends RegisteredView {
  @ApiProperty({ required: false, description: "How the merchant's newest API key begins" })
  api_key_prefix?: string;
}

export class RefreshedView {
  @ApiProperty()
  access: string;
}

export class SignedOutView {
  @ApiProperty()
  signed_out: boolean;
}

export class ModeBody {
  /** Live money, or the sandbox. */
  @Field.bool()
  livemode: boolean;
}

export class ModeView {
  @ApiProperty({ description: 'Of this session in that mode; the token before goes on in its own until it runs out' })
  access: string;

  @ApiProperty()
  livemode: boolean;
}
