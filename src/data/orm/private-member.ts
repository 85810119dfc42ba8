import type { AnyModelClass } from './class.ts'

const skipped = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
const member =
  /(?:^|[;{}\n])\s*(static\s+)?(?:(?:async|get|set)\s+)?\*?\s*(#[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*[=;(\n}]/gu

/**
 * The first private instance member that a class or one of its bases declares, or null. Read from the source text,
 * because nothing else shows it; comments and texts are left out first.
 */
export function privateMember(model: AnyModelClass): string | null {
  for (let at: object | null = model; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const source = Function.prototype.toString.call(at)
    if (!source.startsWith('class')) return null
    if (!source.includes('#')) continue
    for (const [, isStatic, name] of source.replace(skipped, '""').matchAll(member)) {
      if (isStatic === undefined && name !== undefined) return name
    }
  }
  return null
}
