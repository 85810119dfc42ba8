import type { CacheStore } from '../store.ts'

/** Keeps nothing: for development and tests that want to see each thing made. */
export function dummyStore(): CacheStore {
  return {
    kind: 'dummy',
    shared: false,
    get: (keys) => keys.map(() => null),
    set: () => {},
    add: () => true,
    swap: () => true,
    count: (_key, delta, initial) => (initial === null ? 'missing' : initial + delta),
    touch: () => false,
    delete: () => 0,
    clear: () => {},
    close: () => {},
  }
}
