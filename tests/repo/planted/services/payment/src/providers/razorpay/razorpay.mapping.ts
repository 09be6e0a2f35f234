import { words } from '../stripe/stripe.mapping.js';
export const mapping = words;
