import { runService } from '#service-kit';
import { bookingConfig } from './booking.config.js';
import { BookingModule } from './booking.module.js';
import { migrations } from './persistence/migrations/index.js';

await runService({ name: 'booking', config: bookingConfig, module: BookingModule, migrations });
