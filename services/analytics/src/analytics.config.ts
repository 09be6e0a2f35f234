import { commonEnvironment, defineConfig } from '#service-kit';

export const analyticsConfig = defineConfig({ ...commonEnvironment });

export type AnalyticsConfig = typeof analyticsConfig;
