import { boot } from '../../service-kit/src/index.js';
export const booted = boot;
