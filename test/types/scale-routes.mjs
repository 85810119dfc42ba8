// Writes test/types/scale/routes-<n>/{urls,usage}.ts and a tsconfig beside them: how type checking grows with routes and links.
// node test/types/scale-routes.mjs [routes], then: tsc -p test/types/scale/routes-<n> --extendedDiagnostics
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageTypes } from '../support/package-types.ts'

const [routes = 300] = process.argv.slice(2, 3).map(Number)
const folder = join(import.meta.dirname, 'scale', `routes-${routes}`)
const patterns = ['list/', '<int:id>/', '<int:id>/<slug:slug>/', '<uuid:key>/edit/', 'files/<path:rest>']
const values = ['', ', { id: 1 }', ", { id: 1, slug: 'a' }", ", { key: 'k' }", ", { rest: 'a/b' }"]
const perApp = 20

const urls = ["import { include, json, path, reverser } from 'nuages/http'"]
const usage = ["import { link } from './urls.ts'", 'export const links = [']
for (let app = 0; app * perApp < routes; app++) {
  urls.push(`const app${app} = [`)
  for (let i = 0; i < perApp; i++) {
    const kind = i % patterns.length
    urls.push(`  path('r${i}/${patterns[kind]}', (_request, params) => json(params), { name: 'r${i}' }),`)
    usage.push(`  link('app${app}:r${i}'${values[kind]}),`)
  }
  urls.push(']')
}
const apps = Array.from(
  { length: routes / perApp },
  (_, app) => `path('a${app}/', include(app${app}, { namespace: 'app${app}' }))`,
)
urls.push(`export const urls = [${apps.join(', ')}]`, 'export const link = reverser(urls)')
usage.push(
  ']',
  '// @ts-expect-error: no such route',
  "link('app0:r99')",
  '// @ts-expect-error: the parameter is missing',
  "link('app0:r1')",
)

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'urls.ts'), `${urls.join('\n')}\n`)
writeFileSync(join(folder, 'usage.ts'), `${usage.join('\n')}\n`)
writeFileSync(
  join(folder, 'tsconfig.json'),
  `${JSON.stringify({ extends: '../../../../tsconfig.json', compilerOptions: packageTypes, include: ['*.ts'], exclude: [] }, null, 2)}\n`,
)
