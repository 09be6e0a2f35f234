import { round } from './round.js';
export const turns = round;
