import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * A source that runs in the context (request, project, language) of this call, whoever reads it: a body is read when the view and its
 * middleware are long done.
 */
export function inContext<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  const here = AsyncLocalStorage.snapshot()
  return {
    [Symbol.asyncIterator]() {
      const iterator = here(() => source[Symbol.asyncIterator]())
      return {
        next: () => here(() => iterator.next()),
        return: async () => (await here(() => iterator.return?.())) ?? { done: true, value: undefined },
      }
    },
  }
}
