import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeclaredError, declaredErrors } from './errors.ts'
import { root } from './files.ts'

const page = join(root, 'docs', 'reference', 'errors.md')

/** A message with its parts as `‹names›`, for a reader who has no values. */
function sample(spec: DeclaredError['spec']): string {
  const part = (name: string): unknown =>
    new Proxy(() => '', {
      get: (_target, key) => {
        if (key === Symbol.toPrimitive || key === 'toString') return () => `‹${name}›`
        if (key === Symbol.iterator) return [part(name)][Symbol.iterator].bind([part(name)])
        if (key === 'length') return 1
        if (key === 'join') return () => `‹${name}›`
        if (key === 'map' || key === 'filter' || key === 'slice') return () => part(name)
        return part(name)
      },
      apply: () => part(name),
    })
  const data = new Proxy({}, { get: (_target, key) => part(String(key)) })
  try {
    return String((spec.message as (data: unknown) => string)(data))
  } catch {
    return ''
  }
}

/** The reference of coded errors, made from the tables. */
export async function errorsPage(): Promise<string> {
  const lines = [
    '# Errors',
    '',
    'Every error of nuages is a `NuagesError` with a stable `code`, an HTTP `status` or null, the `data` of its message and a',
    '`hint`. Catch by class where a class is named, else compare `code`. This page is made from the error tables by',
    '`node test/support/errors-page.ts`; a test holds both together.',
    '',
  ]
  let area = ''
  for (const { code, spec } of await declaredErrors()) {
    const next = code.split('_')[1]!
    if (next !== area) lines.push(`## ${next.toLowerCase()}`, '')
    area = next
    lines.push(`### ${code}`, '')
    const message = sample(spec)
    if (message !== '') lines.push(message, '')
    const facts = [`Status: ${spec.status ?? 'none'}.`]
    if (spec.as !== undefined) facts.push(`Class: \`${spec.as.name}\`.`)
    lines.push(`${facts.join(' ')} ${spec.hint}`, '')
  }
  return lines.join('\n')
}

/** What the page says now. */
export function writtenErrorsPage(): string {
  return readFileSync(page, 'utf8')
}

if (import.meta.main) writeFileSync(page, await errorsPage())
