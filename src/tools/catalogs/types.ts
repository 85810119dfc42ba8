import type { Collected } from './collect.ts'
import { keyOf } from './po/entry.ts'

/** How the file begins, by which it is known again. */
export const typesHeading = '// The messages of this project, written by `nuages makemessages --types`.'

/**
 * A declaration file by which `gettext` and its like take the project's messages and no others, and name the nearest where a text has
 * a slip. The same messages give the same text, whatever their order.
 */
export function messageTypes(messages: readonly Collected[]): string {
  // Of several apps that have one message, each says what `gettext` or `ngettext` may take.
  const rows = new Map<string, Set<string | null>>()
  for (const message of messages) {
    const key = keyOf(message)
    const types = rows.get(key) ?? new Set()
    rows.set(key, types.add(message.plural))
    if (message.alone) types.add(null)
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, types]) => `    ${literal(key)}: ${[...types].map(literal).sort().join(' | ')}`)
  return `${typesHeading}

export {}

declare module 'nuages/i18n' {
  interface RegisteredMessages {
${lines.join('\n')}
  }
}
`
}

/** JSON is TypeScript, but for two line separators that editors mistake. */
const literal = (value: string | null) =>
  JSON.stringify(value).replace(
    /[\u2028\u2029\u0080-\u009f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
