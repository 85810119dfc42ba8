import { type Service, service, use } from '../../base/context/index.ts'
import type { TemplateContexts } from './augment.ts'
import { httpErrors } from './errors.ts'
import { inContext } from './in-context.ts'
import type { HttpRequest } from './request.ts'
import { LightResponse } from './response.ts'

export interface ResponseOptions {
  /** Default 200. */
  readonly status?: number
  readonly headers?: HeadersInit
}

function made(body: string, type: string, options: ResponseOptions | undefined): LightResponse {
  const response = options === undefined ? new LightResponse(body) : new LightResponse(body, options)
  if (options?.headers === undefined || !response.headers.has('content-type'))
    response.headers.put('content-type', type)
  return response
}

/** A value as `application/json`. A value without a JSON form (undefined, a function) is sent as null. */
export function json(value: unknown, options?: ResponseOptions): Response {
  return made(JSON.stringify(value) ?? 'null', 'application/json', options)
}

/** A page of HTML, already escaped. */
export function html(body: string | { toString(): string }, options?: ResponseOptions): Response {
  return made(String(body), 'text/html; charset=utf-8', options)
}

/** Plain text. */
export function text(body: string, options?: ResponseOptions): Response {
  return made(body, 'text/plain; charset=utf-8', options)
}

/**
 * Sends the browser elsewhere, by default with 302 as Django does; a POST that did its work may say 303, a lasting move 301 or 308.
 * Throws `NUAGES_HTTP_UNSAFE_REDIRECT` for schemes other than http and https. An address from a visitor is to be
 * checked with `isSafeRedirect` first.
 */
export function redirect(to: string | URL, options: { readonly status?: 301 | 302 | 303 | 307 | 308 } = {}): Response {
  const location = String(to)
  const scheme = /^[\x00-\x20]*([a-z][a-z0-9+.-]*):/i.exec(location)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') throw httpErrors.UNSAFE_REDIRECT({ scheme })
  const response = new LightResponse(null, { status: options.status ?? 302 })
  // What is not ASCII, and what could end the header, is percent-encoded.
  response.headers.put(
    'location',
    location.replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run.toWellFormed())),
  )
  return response
}

/** 404 with the application's own page for it. */
export function notFound(what = 'the page'): Response {
  const error = httpErrors.NOT_FOUND({ what })
  return new LightResponse(
    'Not Found',
    { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } },
    error,
  )
}

/** A body that comes in chunks: an async generator, a stream. Stops it when the client goes away. It runs in the context of this call. */
export function stream(
  chunks: AsyncIterable<string | Uint8Array>,
  options: ResponseOptions & { readonly type?: string } = {},
): Response {
  const response = new LightResponse(inContext(chunks), options)
  if (!response.headers.has('content-type')) {
    response.headers.put('content-type', options.type ?? 'text/plain; charset=utf-8')
  }
  return response
}

/** What `render` needs: the project wires its template engine. */
export interface Renderer {
  /** The text of a template (of the first that exists, where a list is given), with the request's own context (user, csrf token, messages) added. */
  render(
    name: string | readonly string[],
    context: Readonly<Record<string, unknown>>,
    request: HttpRequest,
  ): Promise<string>
  /** The same piece by piece. The promise is rejected by what fails before the first piece. */
  stream?(
    name: string,
    context: Readonly<Record<string, unknown>>,
    request: HttpRequest,
  ): Promise<AsyncIterable<string | Uint8Array>>
}

export const rendererService: Service<Renderer> = service<Renderer>('template engine')

/** The context that `render` takes: the registered one of that template, else `C`, else anything. */
export type ContextOf<N extends string, C> = N extends keyof TemplateContexts
  ? TemplateContexts[N]
  : unknown extends C
    ? Readonly<Record<string, unknown>>
    : C

/** The context of `render`, which may be left out where it may be empty; then the response's options. */
export type RenderArguments<N extends string, C> =
  Readonly<Record<never, never>> extends ContextOf<N, C>
    ? [context?: ContextOf<N, C>, options?: ResponseOptions]
    : [context: ContextOf<N, C>, options?: ResponseOptions]

/**
 * A page from a template of the current project. The context has the type that `TemplateContexts` gives to the template, or
 * that the call gives: `render<ListContext>(request, 'news/list.html', context)`; `nuages check` then follows it through the
 * template. Throws `NUAGES_CONTEXT_NO_SERVICE` where the project has no templates.
 */
export async function render<C = unknown, const N extends string = string>(
  request: HttpRequest,
  name: N,
  ...rest: RenderArguments<N, NoInfer<C>>
): Promise<Response> {
  const [context = {}, options] = rest as [Readonly<Record<string, unknown>>?, ResponseOptions?]
  return html(await use(rendererService).render(name, context, request), options)
}

/**
 * The same, sent while it is rendered: the browser gets the top of the page (up to `{% flush %}`, or to the first value that has to be
 * waited for) while the rest is still being made. An error before the first piece is answered as any other; after it,
 * status and headers are gone, and the connection is broken off, so that the page is seen to be incomplete.
 */
export async function renderStream<C = unknown, const N extends string = string>(
  request: HttpRequest,
  name: N,
  ...rest: RenderArguments<N, NoInfer<C>>
): Promise<Response> {
  const [context = {}, options] = rest as [Readonly<Record<string, unknown>>?, ResponseOptions?]
  const renderer = use(rendererService)
  if (renderer.stream === undefined) return html(await renderer.render(name, context, request), options)
  return stream(await renderer.stream(name, context, request), { ...options, type: 'text/html; charset=utf-8' })
}
