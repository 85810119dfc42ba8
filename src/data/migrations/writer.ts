import { literal } from './literal.ts'
import type { MigrationDefinition } from './migration.ts'
import { kindsIn, operationSource } from './operation-source.ts'
import type { Operation } from './operations/index.ts'

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
  const { dependencies = [], operations, replaces = [], version, atomic } = definition
  const parts: string[] = []
  if (version !== undefined) parts.push(`  version: ${literal(version, 'version')},\n`)
  if (atomic !== undefined) parts.push(`  atomic: ${atomic},\n`)
  if (replaces.length > 0) parts.push(`  replaces: ${literal(replaces, 'replaces', 2, 10)},\n`)
  if (dependencies.length > 0) parts.push(`  dependencies: ${literal(dependencies, 'dependencies', 2, 14)},\n`)
  const calls = operations.map((operation) => carried.call(operation) ?? `    ${operationSource(operation, 4)},\n`)
  parts.push(calls.length === 0 ? '  operations: [],\n' : `  operations: [\n${calls.join('')}  ],\n`)
  const names = new Set(['migration', ...operations.flatMap(kindsIn)])
  if (calls.some((text) => text.includes('field.'))) names.add('field')
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
