import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';

export class RegisterBody {
  /** Any spelling of the address; it is kept in one form. */
  @Field.text({ max: 320 })
  email: string;

  @Field.text({ max: 120 })
  name: string;

  @Field.password()
  password: string;
}

export class RegisterMerchantBody extends RegisterBody {
  @Field.optional.url()
  webhook_url?: string;
}

export class RegisteredView {
  @ApiProperty()
  access: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ['merchant', 'customer', 'admin'] })
  role: string;
}

export class RegisteredMerchantView extends RegisteredView {
  @ApiProperty({ description: 'The whole key, shown this once' })
  api_key: string;

  @ApiProperty({ required: false, description: 'Signs what the webhook URL gets; shown this once' })
  webhook_secret?: string;
}
