import { Local } from '../../base/context/index.ts'
import type { HttpRequest, Middleware } from '../../web/http/index.ts'

type Work = (request: HttpRequest) => unknown

/** What is to be done in the request that is on its way. */
const waiting = new Local<Work>()

/** Does, in the place of a view, what a test asked for by `doInside`: within sessions, users, languages and all else that stands around views. */
export const insideRequest: Middleware = async (request, next) => {
  const work = waiting.get()
  if (work === undefined) return next(request)
  await work(request)
  return new Response(null, { status: 204 })
}

/** What became of work: its value, or what it threw. */
export type Done<R> = { readonly value: R } | { readonly error: unknown }

/** Sends a request by `send`, and does `work` where a view would answer it. Null where no such middleware was met. */
export async function doInside<R>(
  work: (request: HttpRequest) => R | Promise<R>,
  send: () => Promise<unknown>,
): Promise<Done<R> | null> {
  const met: { done: Done<R> | null } = { done: null }
  const once = async (request: HttpRequest) => {
    try {
      met.done = { value: await work(request) }
    } catch (error) {
      met.done = { error }
    }
  }
  await waiting.run(once, send)
  return met.done
}
