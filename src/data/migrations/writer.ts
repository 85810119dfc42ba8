import { literal } from './literal.ts'
import type { MigrationDefinition } from './migration.ts'
import { kindsIn, operationSource } from './operation-source.ts'

/** The text of a migration file: TypeScript that a person would have written, and that gives the same migration back. */
export function writeMigration({ dependencies = [], operations, replaces = [], atomic }: MigrationDefinition): string {
  const parts: string[] = []
  if (atomic !== undefined) parts.push(`  atomic: ${atomic},\n`)
  if (replaces.length > 0) parts.push(`  replaces: ${literal(replaces, 'replaces', 2, 10)},\n`)
  if (dependencies.length > 0) parts.push(`  dependencies: ${literal(dependencies, 'dependencies', 2, 14)},\n`)
  const calls = operations.map((operation) => `    ${operationSource(operation, 4)},\n`)
  parts.push(calls.length === 0 ? '  operations: [],\n' : `  operations: [\n${calls.join('')}  ],\n`)
  const names = new Set(['migration', ...operations.flatMap(kindsIn)])
  if (calls.some((text) => text.includes('field.'))) names.add('field')
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  return `${importOf(sorted)}\nexport default migration({\n${parts.join('')}})\n`
}

const library = "'nuages/migrations'"

function importOf(names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from ${library}\n`
  return line.length <= 121 ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from ${library}\n`
}
