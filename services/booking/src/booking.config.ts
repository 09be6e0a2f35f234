import { bool, commonEnvironment, defineConfig, num, secret, secretOrNone, str, url } from '#service-kit';

export const bookingConfig = defineConfig({
  ...commonEnvironment,
  PAYMENT_URL: url({ devDefault: 'http://127.0.0.1:8083', desc: 'internal base URL of payment' }),
  LINK_SECRET: secret({ desc: 'seals tickets and links' }),
  LINK_SECRET_ALSO: secretOrNone({ desc: 'accepted beside it, while what it sealed is in use' }),
  HOLD_TTL_SECONDS: num({ default: 600, desc: 'usual life of a hold' }),
  // How late a provider may still say that it was paid.
  HOLD_MAX_SECONDS: num({ default: 3_000, desc: 'longest life of a hold' }),
  JOBS_ENABLED: bool({ default: true, desc: 'whether this process sweeps holds and sends mails' }),
  SMTP_URL: str({ default: '', desc: 'smtp[s]://user:password@host:port, where mails go' }),
  MAIL_DIR: str({ default: '', desc: 'folder that mails are written to as .eml files, where there is no SMTP_URL' }),
  MAIL_FROM: str({ default: 'Faregate <tickets@faregate.invalid>', desc: 'sender of mails' }),
  MAILS_PER_SECOND: num({ default: 20, desc: 'most mails sent a second by this process' }),
  SUPPORT_CONTACT: str({ default: '', desc: 'address or page named in mails' }),
});

export type BookingConfig = typeof bookingConfig;
