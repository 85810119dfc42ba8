import { httpErrors } from './errors.ts'
import { halvesOf, type Middleware, type MiddlewareHalves } from './middleware.ts'
import type { HttpRequest } from './request.ts'
import { LightResponse } from './response.ts'

/** A response that is there, or will be. */
export type Answer = LightResponse | Promise<LightResponse>

export type Handler = (request: HttpRequest) => Answer

/** Makes the page for an error. */
export type Failed = (request: HttpRequest, error: unknown) => Promise<LightResponse>

/**
 * The middleware and the view as one handler. What a step throws or returns wrongly has become an error page when the
 * step around it sees it. Neighbours that are made of halves run in one loop: a promise is made only where one of them, or what is
 * inside of them, waits, and then one is enough for all.
 */
export function chained(
  middleware: readonly Middleware[],
  view: (request: HttpRequest) => unknown,
  failed: Failed,
): Handler {
  let inner = guarded('The view', view, failed)
  let block: MiddlewareHalves[] = []
  for (const step of middleware.toReversed()) {
    // A third parameter is the `next` of Express: (req, res, next).
    if (step.length > 2) throw httpErrors.NODE_HANDLER({ what: named(step.name) })
    const halves = halvesOf(step)
    if (halves !== undefined) {
      block.unshift(halves)
      continue
    }
    const rest = surrounded(block, inner, failed)
    block = []
    const work = (request: HttpRequest) => step(request, (changed) => Promise.resolve(rest(changed ?? request)))
    inner = guarded(named(step.name), work, failed)
  }
  return surrounded(block, inner, failed)
}

const named = (name: string): string => (name === '' ? 'A middleware' : `The middleware ${name}`)

function guarded(who: string, work: (request: HttpRequest) => unknown, failed: Failed): Handler {
  return (request) => {
    try {
      return settled(who, request, work(request), failed)
    } catch (error) {
      return failed(request, error)
    }
  }
}

type Early = ReturnType<NonNullable<MiddlewareHalves['before']>>

/** Runs the halves around `inner`: in from the outermost, out from the innermost. */
function surrounded(block: readonly MiddlewareHalves[], inner: Handler, failed: Failed): Handler {
  if (block.length === 0) return inner
  const last = block.length - 1

  /** The way in, from the step `at` on. */
  const enter = (request: HttpRequest, at: number): Answer => {
    for (let i = at; i <= last; i++) {
      const step = block[i]!
      if (step.before === undefined) continue
      let early: Early
      try {
        early = step.before(request)
      } catch (error) {
        return onward(request, failed(request, error), i - 1)
      }
      if (early !== undefined) return turned(request, early, i)
    }
    return onward(request, inner(request), last)
  }

  /** Where the step `at` gave an answer on the way in, or a promise of one. */
  const turned = (request: HttpRequest, early: NonNullable<Early>, at: number): Answer => {
    const back = (response: unknown) =>
      onward(request, settled(named(block[at]!.name), request, response, failed), at - 1)
    if (!isPromise(early)) return back(early)
    return early.then(
      (response) => (response === undefined ? enter(request, at + 1) : back(response)),
      (error) => onward(request, failed(request, error), at - 1),
    )
  }

  /** The way out, from the step `at` on. */
  const leave = (request: HttpRequest, answer: LightResponse, at: number): Answer => {
    let response = answer
    for (let i = at; i >= 0; i--) {
      const step = block[i]!
      if (step.after === undefined) continue
      let changed: unknown
      try {
        changed = step.after(request, response)
      } catch (error) {
        return onward(request, failed(request, error), i - 1)
      }
      if (changed === response) continue
      const given = settled(named(step.name), request, changed, failed)
      if (!(given instanceof LightResponse)) return onward(request, given, i - 1)
      response = given
    }
    return response
  }
  const onward = (request: HttpRequest, answer: Answer, at: number): Answer =>
    answer instanceof LightResponse
      ? leave(request, answer, at)
      : answer.then((response) => leave(request, response, at))

  return (request) => enter(request, 0)
}

/** What a step gave as a light response; an error page where it is none, or stands for an error. */
function settled(who: string, request: HttpRequest, answer: unknown, failed: Failed): Answer {
  if (answer instanceof LightResponse) return answer.failure === null ? answer : failed(request, answer.failure)
  if (isPromise(answer)) {
    return answer.then(
      (value) => settled(who, request, value, failed),
      (error) => failed(request, error),
    )
  }
  try {
    if (answer instanceof Response) return LightResponse.from(answer)
  } catch (error) {
    return failed(request, error)
  }
  return failed(request, httpErrors.NO_RESPONSE({ who, got: kindOf(answer) }))
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise || (typeof value === 'object' && value !== null && 'then' in value)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing (undefined)'
  if (value === null) return 'null'
  return typeof value === 'object' ? `an object (${value.constructor?.name ?? 'without class'})` : `a ${typeof value}`
}
