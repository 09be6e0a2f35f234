import { send } from '../../messaging/src/index.js';
export const sent = send;
