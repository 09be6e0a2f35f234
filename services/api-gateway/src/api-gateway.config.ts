import { defineConfig, edgeEnvironment, num, port, str, url } from '#service-kit';

export const apiGatewayConfig = defineConfig({
  ...edgeEnvironment,
  PORT: port({ default: 8080, desc: "the platform's public port" }),
  TRUSTED_HOPS: num({ default: 0, desc: 'load balancers in front whose x-forwarded-for entry is believed' }),
  METRICS_PORT: num({ default: 0, desc: 'own port for /metrics, never the public one; 0: not served' }),
  BOOKING_URL: url({ testDefault: 'http://127.0.0.1:9' }),
  PAYMENT_URL: url({ testDefault: 'http://127.0.0.1:9' }),
  WEBHOOK_DISPATCHER_URL: url({ testDefault: 'http://127.0.0.1:9' }),
  ANALYTICS_URL: url({ testDefault: 'http://127.0.0.1:9' }),
  AUTH_RATE_LIMIT_PER_MINUTE: num({ default: 5, desc: 'registration, token, password reset: per address' }),
  API_RATE_LIMIT_PER_SECOND: num({ default: 100, desc: 'per key or account, else per address; bursts of twice that' }),
  MAIL_DIR: str({ default: '', desc: 'folder of mails, shown at /dev/mail in development only' }),
  CORS_ORIGINS: str({ default: '', desc: 'exact origins browsers may call from, comma separated; none by default' }),
});

export type ApiGatewayConfig = typeof apiGatewayConfig;
