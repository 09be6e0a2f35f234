import { two } from '../../contracts/src/two.js';
export const inside = two;
