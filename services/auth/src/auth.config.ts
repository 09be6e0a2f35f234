import { commonEnvironment, defineConfig, encryptionKeys, num, secret, str, url } from '#service-kit';

export const authConfig = defineConfig({
  ...commonEnvironment,
  ENCRYPTION_KEYS: encryptionKeys({ desc: 'id:base64 pairs; seal the private signing keys' }),
  WEBHOOK_DISPATCHER_URL: url({ devDefault: 'http://127.0.0.1:8084', desc: 'internal base URL, to make endpoints' }),
  ADMIN_EMAIL: str({ default: '', desc: 'first admin, made when there is none' }),
  ADMIN_PASSWORD: secret({ default: '', min: 8, desc: 'password of the first admin' }),
  SMTP_URL: str({ default: '', desc: 'smtp[s]://user:password@host:port, where mails go' }),
  MAIL_DIR: str({ default: '', desc: 'folder that mails are written to as .eml files, where there is no SMTP_URL' }),
  MAIL_FROM: str({ default: 'Faregate <accounts@faregate.invalid>', desc: 'sender of mails' }),
  AUTH_RATE_LIMIT_PER_MINUTE: num({
    default: 5,
    desc: 'per IP at the gateway; the limit per account never bites below',
  }),
});

export type AuthConfig = typeof authConfig;
