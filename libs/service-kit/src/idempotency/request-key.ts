/**
 * The id a request's resource has: insert it `on conflict do nothing`, and a request that died goes on where it was.
 */
export interface RequestKey {
  /** UUID v7: fresh without an Idempotency-Key, the first try's with one. */
  readonly resourceId: string;
  /** An earlier request with this key began and did not end. */
  readonly resumed: boolean;
}

const requestKeys = new WeakMap<object, RequestKey>();

export function rememberRequestKey(request: object, key: RequestKey): void {
  requestKeys.set(request, key);
}

export function requestKeyOf(request: object): RequestKey | undefined {
  return requestKeys.get(request);
}
