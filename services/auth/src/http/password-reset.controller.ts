import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Answer, Field, Public, SuccessMessage } from '#service-kit';
import { ConfirmPasswordReset } from '../application/password-reset/confirm-password-reset.usecase.js';
import { RequestPasswordReset } from '../application/password-reset/request-password-reset.usecase.js';
import { Visitor } from './visitor.js';

export class RequestResetBody {
  @Field.text({ max: 320 })
  email: string;
}

export class ConfirmResetBody {
  @Field.password({ min: 1, max: 100 })
  token: string;

  @Field.password()
  password: string;
}

export class ResetView {
  @ApiProperty({ description: 'That the request was taken, or the password changed' })
  done: boolean;
}

@ApiTags('accounts')
@Public()
@Controller('auth/password-reset')
export class PasswordResetController {
  constructor(
    private readonly request: RequestPasswordReset,
    private readonly confirm: ConfirmPasswordReset,
  ) {}

  @Post()
  @HttpCode(200)
  @SuccessMessage('If there is an account with this address, a mail is on its way')
  @Answer(ResetView)
  async ask(@Body() { email }: RequestResetBody, @Visitor() visitor: Visitor): Promise<ResetView> {
    await this.request.execute(email, visitor);
    return { done: true };
  }

  @Post('confirm')
  @HttpCode(200)
  @SuccessMessage('Password changed: sign in with it')
  @Answer(ResetView)
  async change(@Body() { token, password }: ConfirmResetBody, @Visitor() visitor: Visitor): Promise<ResetView> {
    await this.confirm.execute(token, password, visitor);
    return { done: true };
  }
}
