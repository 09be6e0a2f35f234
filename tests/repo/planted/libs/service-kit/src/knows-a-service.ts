import { pay } from '../../../services/payment/src/domain/payment.js';
export const paid = pay;
