import { CreateBooks1700000000001 } from './1700000000001-create-books.js';
import { CreateNotices1700000000002 } from './1700000000002-create-notices.js';

/** In order; never edited once released. */
export const migrations = [CreateBooks1700000000001, CreateNotices1700000000002];
