import { NuagesError } from '../../base/errors/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { type HttpRequest, httpErrors, render } from '../../web/http/index.ts'
import type { Allowed } from './options.ts'

/** 'news/article': what the default templates of a model begin with. */
export function templateStem(info: ModelInfo): string {
  return `${info.app}/${info.name.toLowerCase()}`
}

/** 'article': the name of a row in a template. */
export function rowName(info: ModelInfo): string {
  return info.name.charAt(0).toLowerCase() + info.name.slice(1)
}

export interface Templates {
  /** What the view was told. */
  readonly given: string | undefined
  /** What it takes otherwise. */
  readonly own: string
  /** The plain page that stands in where nobody has written that. */
  readonly plain: string
}

/** Draws a page. A default template that nobody has written is replaced by a plain page, which names no column of the model. */
export async function draw(
  request: HttpRequest,
  { given, own, plain }: Templates,
  context: Readonly<Record<string, unknown>>,
  status = 200,
): Promise<Response> {
  if (given !== undefined) return render(request, given, context, { status })
  try {
    return await render(request, own, context, { status })
  } catch (error) {
    if (!isMissing(error, own)) throw error
    return render(request, plain, { ...context, missingTemplate: request.debug ? own : null }, { status })
  }
}

function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof NuagesError) || error.code !== 'NUAGES_TEMPLATES_NOT_FOUND') return false
  const { names } = error.data as { readonly names?: readonly string[] }
  return names?.length === 1 && names[0] === name
}

/** What stops a request, if anything does. Throws `NUAGES_HTTP_FORBIDDEN` (403). */
export function refusal(request: HttpRequest, allowed: Allowed): Response | null {
  if (allowed === true) return null
  if (allowed === false) throw httpErrors.FORBIDDEN({ what: request.path })
  return allowed
}
