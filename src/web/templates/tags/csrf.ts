import { escapeHtml } from '../../../base/text/index.ts'
import type { Generator } from '../generator.ts'
import { type Library, library, type TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { Frame, Scope } from '../runtime/render.ts'
import { TagContext } from './context.ts'

/** Gives the CSRF token for the page being rendered: from the context's `request`, or from wherever it is. */
export type CsrfTokenSource = (context: TagContext) => string | null | undefined

class CsrfTokenNode implements Node {
  readonly source: CsrfTokenSource | null
  readonly position: number

  constructor(source: CsrfTokenSource | null, position: number) {
    this.source = source
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    if (this.source === null) {
      const token = { kind: 'variable', name: 'csrf_token', path: ['csrf_token'] } as const
      to.line(`o += ${to.constant(input)}(${to.settled(to.variable(token))});`)
    } else {
      const get = to.constant(read)
      to.line(`o += ${get}(${to.constant(this.source)}, ${to.scope()}, f, ${to.autoescape});`)
    }
  }

  outline(to: Outline): void {
    to.writes('html', this.position)
  }
}

function read(source: CsrfTokenSource, scope: Scope, frame: Frame, autoescape: boolean): string {
  return input(source(new TagContext(scope, frame, autoescape)))
}

function input(token: unknown): string {
  const text = token === null || token === undefined ? '' : String(token)
  return text === '' || text === 'NOTPROVIDED'
    ? ''
    : `<input type="hidden" name="csrfmiddlewaretoken" value="${escapeHtml(text)}">`
}

/** `{% csrf_token %}`: a hidden input. Without a source it takes the variable `csrf_token`. */
export function csrfToken(source: CsrfTokenSource | null = null): TagCompiler {
  return (_parser, tag) => new CsrfTokenNode(source, tag.position)
}

/** A library with `{% csrf_token %}` for an engine's `builtins`. */
export function csrfLibrary(source: CsrfTokenSource): Library {
  return library({ tags: { csrf_token: csrfToken(source) } })
}
