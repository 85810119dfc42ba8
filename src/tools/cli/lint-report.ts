import type { LintedMigration, LintedOperation, LintFinding, LintReport } from '../../data/migrations/index.ts'

type Table = LintedOperation['tables'][number]

/** A report as a person reads it, line by line: by migration and operation; what to do instead stands where it is said first. */
export function reportLines(report: LintReport): string[] {
  const advised = new Set<string>()
  return report.migrations.flatMap((migration) => [...migrationLines(migration, advised), ''])
}

function migrationLines({ migration, operations, findings }: LintedMigration, advised: Set<string>): string[] {
  const width = Math.min(60, Math.max(0, ...operations.map(({ operation }) => operation.length)))
  return [
    migration,
    ...operations.flatMap((each) => [
      `  ${each.operation.padEnd(width)}  ${costText(each)}`.trimEnd(),
      ...each.findings.flatMap((finding) => findingLines(finding, advised)),
    ]),
    ...findings.flatMap((finding) => findingLines(finding, advised)),
  ]
}

function costText({ tables, statements, findings }: LintedOperation): string {
  const isOpen = findings.some(({ id }) => id === 'migrations.L032' || id === 'migrations.L033')
  if (isOpen && tables.length === 0) return 'not judged'
  if (tables.length > 0) return tables.map(tableText).join('; ')
  return statements.length === 0 ? 'no statement' : 'no table that is there'
}

function tableText({ table, lock, rewrites, scans, rows }: Table): string {
  const work = rewrites ? ', written anew' : scans ? ', read whole' : ''
  return `${table}: ${lock}${work} (${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'})`
}

function findingLines({ id, level, message, suggestion, accepted }: LintFinding, advised: Set<string>): string[] {
  const line = `    ${(accepted ? 'accepted' : level).padEnd(8)}  ${id}  ${message}`
  if (accepted || level === 'note' || advised.has(suggestion)) return [line]
  advised.add(suggestion)
  return [line, `              instead: ${suggestion}`]
}

/** How many findings of each level there are, in a sentence. */
export function summaryOf(findings: readonly LintFinding[]): string {
  const count = (level: LintFinding['level']) => findings.filter((each) => each.level === level).length
  const notes = count('note')
  return `${count('danger')} of danger, ${count('caution')} of caution, ${notes} note${notes === 1 ? '' : 's'}`
}
