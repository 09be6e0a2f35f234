import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BootstrapAdmin, type FirstAdmin } from '../application/registration/bootstrap-admin.usecase.js';

const NOBODY = { ip: null, requestId: null };

/**
 * At start, where the environment names a first admin. A failure is told and does not keep the service from serving.
 */
@Injectable()
export class BootstrapAdminJob implements OnApplicationBootstrap {
  private readonly logger = new Logger('BootstrapAdmin');

  constructor(
    private readonly bootstrap: BootstrapAdmin,
    private readonly first: FirstAdmin,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.first.email || !this.first.password) return;
    try {
      const outcome = await this.bootstrap.execute(this.first, NOBODY);
      if (outcome === 'created') this.logger.log('the first admin was made');
    } catch (error) {
      this.logger.error({ msg: 'the first admin could not be made', err: error });
    }
  }
}
