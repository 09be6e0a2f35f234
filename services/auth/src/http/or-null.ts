import { ValidateIf } from 'class-validator';

/** The field must be there; null needs no further checks. */
export const OrNull = () => ValidateIf((_body: object, value: unknown) => value !== null);
