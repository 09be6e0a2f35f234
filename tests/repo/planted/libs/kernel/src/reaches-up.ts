import { two } from '../../contracts/src/index.js';
export const three = two + 1;
