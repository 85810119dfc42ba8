import { type AnyModelClass, isModelClass } from './class.ts'
import { querySetOf } from './runtime.ts'
import type { QuerySet, Scope } from './types/queryset.ts'

/**
 * A filter kept with its model: `static live = scope<Book>()((books) => books.filter({ status: 'live' }))`, used as
 * `Book.live()` and in a chain as `books.apply(Book.live)`. The function is synchronous: an `async` one would run the
 * queryset on return.
 */
export function scope<M>(): <const Args extends readonly unknown[], R>(
  define: (rows: QuerySet<M>, ...args: Args) => R,
) => Scope<M, Args, R> {
  return <const Args extends readonly unknown[], R>(define: (rows: QuerySet<M>, ...args: Args) => R) => {
    const named = function (this: unknown, ...args: unknown[]): R {
      const [rows, ...rest] = isModelClass(this) ? [querySetOf(this as AnyModelClass), ...args] : args
      return define(rows as unknown as QuerySet<M>, ...(rest as unknown as Args))
    }
    return named as unknown as Scope<M, Args, R>
  }
}
