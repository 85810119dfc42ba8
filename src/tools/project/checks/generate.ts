import type { Lines, Meaning, ReadTemplate, TemplateSet } from '../../../web/templates/index.ts'
import type { ScannedModule } from './scan.ts'

/** A module of the project, read. */
export interface Module {
  /** Relative to the project, with '/'. */
  readonly path: string
  readonly source: string
  readonly scanned: ScannedModule
}

/** Writes a template as TypeScript. */
export type Write = (set: TemplateSet, template: ReadTemplate) => Lines

/** A generated module, and what its lines mean: number (from 1) → meaning. */
export interface Generated {
  /** Relative to the generated directory, which the compiler sees in one with the project's. */
  readonly path: string
  readonly code: string
  readonly meanings: ReadonlyMap<number, Meaning>
}

/** The generated directory's module with the helper types. */
export const preludeName = 'nuages-template-types'

/** To a template the fields of a form are what it draws, not the values that the form's type says. */
export const formsModule: Generated = {
  path: 'nuages-template-forms.ts',
  code: [
    "import type { BoundField, FieldName, Form } from 'nuages/forms'",
    // A field is a writable property: getters and methods are the class's own.
    'type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false',
    'type IsField<T, P extends keyof T> = T[P] extends (...values: never[]) => unknown',
    '  ? false',
    '  : Same<Pick<T, P>, { -readonly [Q in P]: T[Q] }>',
    `declare module './${preludeName}.ts' {`,
    '  interface Overrides<T> {',
    '    form: T extends Form',
    '      ? { readonly [P in FieldName<T> as IsField<T, P> extends true ? P : never]: BoundField }',
    '      : never',
    '  }',
    '}',
    '',
  ].join('\n'),
  meanings: new Map(),
}

/** What every generated module begins or ends with; `$All` is what every context has beside its own names. */
function imports(path: string): string {
  const up = '../'.repeat(path.split('/').length - 1) || './'
  return [
    "import type { HttpRequest as $Request, RequestExtensions as $Extensions, SharedContext as $Shared, TemplateContexts as $Contexts } from 'nuages/http'",
    `import * as $n from '${up}${preludeName}.ts'`,
    'type $All = { readonly request: $Request; readonly csrf_token: string; readonly csp_nonce: string } & Pick<$Extensions, Extract<keyof $Extensions, "user">> & $Shared',
    '',
  ].join('\n')
}

class Text {
  readonly #lines: string[] = ['']
  readonly meanings = new Map<number, Meaning>()

  /** Adds text that may hold several lines. */
  add(text: string): void {
    const lines = text.split('\n')
    this.#lines[this.#lines.length - 1] += lines[0]!
    for (let i = 1; i < lines.length; i++) this.#lines.push(lines[i]!)
  }

  line(code: string, meaning: Meaning | null): void {
    this.#lines.push(code)
    if (meaning !== null) this.meanings.set(this.#lines.length, meaning)
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

/**
 * A copy of a module in which every call of `render` carries its template as code: the compiler then knows the context's type
 * by the call's own type argument, or by what the call gives. Null where no call leads to a template of the project.
 */
export function generateCopy(
  module: Module,
  set: TemplateSet,
  options: { readonly registered: ReadonlySet<string>; readonly shared: boolean; readonly write: Write },
): Generated | null {
  const calls = module.scanned.calls.filter(
    ({ template }) => !options.registered.has(template) && set.get(template)?.part === null,
  )
  if (calls.length === 0) return null
  const text = new Text()
  let at = 0
  for (const call of calls.toSorted((a, b) => a.context[0] - b.context[0])) {
    // A call inside the context of another is left as it is.
    if (call.context[0] < at) continue
    const [start, end] = call.context
    const type = call.type === null ? null : module.source.slice(...call.type)
    const strict = type !== null && options.shared
    text.add(module.source.slice(at, start))
    text.add(type === null ? `$n.given<false, $All>()(` : `$n.typed<${type}, ${strict}, $All>(`)
    text.add(module.source.slice(start, end))
    text.add(', (c) => {')
    addLines(text, options.write(set, set.get(call.template)!.template))
    text.add('\n})')
    at = end
  }
  text.add(module.source.slice(at))
  text.add(`\n${imports(module.path)}`)
  return { path: module.path, code: String(text), meanings: text.meanings }
}

/** A module that checks each registered context against its template. */
export function generateRegistered(
  names: Iterable<string>,
  set: TemplateSet,
  options: { readonly shared: boolean; readonly write: Write },
): Generated | null {
  const path = 'nuages-registered-contexts.ts'
  const text = new Text()
  text.add(imports(path))
  let count = 0
  for (const name of names) {
    const found = set.get(name)
    if (found === null || found.part !== null) continue
    const type = `$n.Root<$Contexts[${JSON.stringify(name)}], ${options.shared}, $All>`
    text.add(`\nexport function registered${count++}(c: ${type}) {`)
    addLines(text, options.write(set, found.template))
    text.add('\n}')
  }
  return count === 0 ? null : { path, code: String(text), meanings: text.meanings }
}

function addLines(text: Text, { code, meanings }: Lines): void {
  code.forEach((line, i) => {
    text.line(line, meanings[i]!)
  })
}
