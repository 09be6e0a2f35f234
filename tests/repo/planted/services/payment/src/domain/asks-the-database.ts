import { rows } from '../persistence/payment.repository.js';
export const asked = rows;
