import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { BareAnswer, Public } from '#service-kit';
import { SigningKeys } from '../application/ports.js';

/** The public keys access tokens are verified with (RFC 7517). */
@ApiExcludeController()
@Public()
@Controller('.well-known')
export class KeySetController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @BareAnswer()
  @Header('cache-control', 'public, max-age=300')
  async keySet() {
    return { keys: await this.keys.published() };
  }
}
