/** What the parent of `nuages dev` says to the process that serves. A connection travels beside 'connection'. */
export type ToChild =
  | { readonly type: 'connection' }
  | { readonly type: 'changed'; readonly paths: readonly string[] }
  | { readonly type: 'stop' }

/** What the serving process says to its parent. */
export type ToParent = { readonly type: 'ready' }
