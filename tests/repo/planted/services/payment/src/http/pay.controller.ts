import { rows } from '../persistence/payment.repository.js';
import { two } from '../../../../libs/contracts/src/two.js';
import fc from 'fast-check';
export const serve = [rows, two, fc];
