import { addressVariable, isPassedTo, type SecretName, type ServiceName, type ServiceSpec } from './services.js';

/** What all services of one platform share. */
export interface PlatformSettings {
  nodeEnv: 'development' | 'test';
  rabbitmqUrl: string;
  /** Prefix of queues on the broker; '' where the broker is the platform's alone. */
  namespace: string;
  publicUrl: string;
  internalSecret: string;
  secrets: Readonly<Record<SecretName, string>>;
  ports: Readonly<Record<ServiceName, number>>;
  /** URL of each service's own database with its own role. */
  databases: Readonly<Partial<Record<ServiceName, string>>>;
  /** Defaults of this platform, below what the person has set. */
  defaults: Readonly<Record<string, string>>;
  /** The person's environment; each service sees only what its table entry passes on. */
  environment: Readonly<Record<string, string>>;
}

/** What a process needs from its surroundings whoever starts it. */
const SURROUNDINGS = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'TMPDIR'];

/** What a process gets that needs nothing of the platform. */
export const surroundings = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  only(environment, (name) => SURROUNDINGS.includes(name));

/** The whole environment of one service's process: what its entry in the table of services says, and nothing else. */
export function serviceEnvironment(spec: ServiceSpec, settings: PlatformSettings): Record<string, string> {
  const { environment, defaults, ports } = settings;
  const database = settings.databases[spec.name];
  const gateway = spec.gatewayAs === undefined ? {} : { [spec.gatewayAs]: `http://127.0.0.1:${ports['api-gateway']}` };
  return {
    ...surroundings(environment),
    ...only(defaults, (name) => isPassedTo(spec, name)),
    ...gateway,
    ...only(environment, (name) => isPassedTo(spec, name)),
    ...Object.fromEntries(spec.calls.map((name) => [addressVariable(name), `http://127.0.0.1:${ports[name]}`])),
    ...Object.fromEntries(spec.secrets.map((name) => [name, settings.secrets[name]])),
    NODE_ENV: settings.nodeEnv,
    HOST: '127.0.0.1',
    PORT: String(ports[spec.name]),
    PUBLIC_URL: settings.publicUrl,
    INTERNAL_SECRET: settings.internalSecret,
    ...(database === undefined
      ? {}
      : { DATABASE_URL: database, RABBITMQ_URL: settings.rabbitmqUrl, BROKER_NAMESPACE: settings.namespace }),
  };
}

/** Blank variables count as not set: a blank secret must not override a generated one. */
const only = (variables: Readonly<Record<string, string>>, keep: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name, value]) => value.trim() !== '' && keep(name)));
