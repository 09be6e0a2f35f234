import { turns } from './turns.js';
export const round = turns;
