import { pay } from '../../../payment/src/domain/payment.js';
export const book = pay;
