// Writes test/types/scale/{models,usage}.ts and a tsconfig beside them: how type checking grows with models and queries.
// node test/types/scale.mjs [models] [queries] [folder], then: tsc -p test/types/<folder> --extendedDiagnostics
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageTypes } from '../support/package-types.ts'

const [models = 100, queries = 600] = process.argv.slice(2, 4).map(Number)
const folder = join(import.meta.dirname, 'scale', process.argv[4] ?? String(models))

const lines = ["import { field, Model } from 'nuages/orm'"]
for (let i = 0; i < models; i++) {
  lines.push(`export class M${i} extends Model {`)
  for (let c = 0; c < 12; c++) {
    lines.push(`  c${c} = field.char({ maxLength: 9${c % 3 ? '' : ', null: true'} })`)
    lines.push(`  n${c} = field.integer({ default: ${c} })`)
  }
  for (let r = 1; r <= 3; r++)
    lines.push(`  r${r} = field.foreignKey(() => M${(i + r * 7) % models}, { onDelete: 'cascade' })`)
  lines.push(`  t = field.manyToMany(() => M${(i + 31) % models})`)
  lines.push(`  back = field.reverse(() => M${(i - 7 + models) % models}, 'r1')`, '}')
}

const uses = ["import { Count, F } from 'nuages/orm'", "import * as m from './models.ts'"]
for (let i = 0; i < queries; i++)
  uses.push(
    `export const q${i} = m.M${i % models}.filter({ r1__r2__c1__icontains: 'x', n3__gte: ${i}, t__back__r3__n2: 3, c0__isnull: true }).orderBy('-r1__c1').annotate({ n: Count('t__c1') }).filter({ n__gt: 2, r2__n1__lt: F('n1') }).values('c1', 'r1__c2')`,
  )

const config = {
  extends: '../../../../tsconfig.json',
  compilerOptions: packageTypes,
  include: ['*.ts'],
  exclude: [],
}
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'models.ts'), `${lines.join('\n')}\n`)
writeFileSync(join(folder, 'usage.ts'), `${uses.join('\n')}\n`)
writeFileSync(join(folder, 'tsconfig.json'), `${JSON.stringify(config, null, 2)}\n`)
