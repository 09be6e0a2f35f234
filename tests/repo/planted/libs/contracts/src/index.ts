export { two } from './two.js';
