import type { Operation } from '../operations/index.ts'
import { array, layOut, type Source } from './layout.ts'
import { literal } from './literal.ts'
import type { MigrationDefinition } from './migration.ts'
import { kindsIn, operationSource } from './operation-source.ts'

/** What is written of operations that are more than data: text from the files that they come from. */
export interface Carried {
  /** Import statements and declarations that the file needs. */
  readonly imports: readonly string[]
  readonly statements: readonly string[]
  /** The operation's lines, with a note above them; null for one that is data. */
  call(operation: Operation): string | null
}

const nothing: Carried = { imports: [], statements: [], call: () => null }

/** The text of a migration file: TypeScript that a person would have written, and that gives the same migration back. */
export function writeMigration(definition: MigrationDefinition, carried: Carried = nothing): string {
  const { dependencies = [], operations, replaces = [], accepts = [], version, atomic } = definition
  const parts: string[] = []
  const part = (name: string, value: Source) => parts.push(`  ${name}: ${layOut(value, 2, name.length + 4, 1)},\n`)
  if (version !== undefined) part('version', literal(version, 'version'))
  if (atomic !== undefined) part('atomic', literal(atomic, 'atomic'))
  if (accepts.length > 0) part('accepts', literal(accepts, 'accepts'))
  if (replaces.length > 0) part('replaces', literal(replaces, 'replaces'))
  if (dependencies.length > 0) part('dependencies', literal(dependencies, 'dependencies'))
  if (operations.some((operation) => carried.call(operation) !== null)) {
    const calls = operations.map(
      (operation) => carried.call(operation) ?? `    ${layOut(operationSource(operation), 4, 4, 1)},\n`,
    )
    parts.push(`  operations: [\n${calls.join('')}  ],\n`)
  } else part('operations', array(operations.map(operationSource)))
  const names = new Set(['migration', ...operations.flatMap(kindsIn)])
  if (parts.some((text) => text.includes('field.'))) names.add('field')
  if (parts.some((text) => text.includes('swappable('))) names.add('swappable')
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  const imports = [importOf(sorted), ...carried.imports.map((text) => `${text}\n`)].join('')
  const statements = carried.statements.map((text) => `${text}\n\n`).join('')
  return `${imports}\n${statements}export default migration({\n${parts.join('')}})\n`
}

const library = "'nuages/migrations'"

function importOf(names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from ${library}\n`
  return line.length <= 121 ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from ${library}\n`
}
