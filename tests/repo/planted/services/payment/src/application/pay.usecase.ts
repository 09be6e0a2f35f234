import { rows } from '../persistence/payment.repository.js';
export const use = rows;
