/** `seconds` after `time`. */
export function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
