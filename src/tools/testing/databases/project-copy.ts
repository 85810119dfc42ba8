import { createHash } from 'node:crypto'
import { readsOnly } from '../../../data/drivers/index.ts'
import { tablesDigest } from '../../../data/migrations/index.ts'
import { buildRegistry } from '../../../data/orm/index.ts'
import { openProject, type ProjectDefinition, prepareTestDatabase, withRequired } from '../../project/index.ts'
import type { DatabaseCopy } from './copies.ts'
import { copyOnServer } from './server.ts'
import { copySqlite } from './sqlite.ts'

/** The databases of a project, as copies of this process's own. */
export interface ProjectCopies {
  /** URLs by name. */
  readonly urls: Readonly<Record<string, string>>
  /** Second names of databases. */
  readonly mirrors: Readonly<Record<string, string>>
  drop(): Promise<void>
}

/** A key that nobody has to guess, so that none is asked for. */
export const testEnvironment = Object.freeze({ SECRET_KEY: 'a key for tests that nobody needs to guess' })

const memory = 'sqlite::memory:'

/** Which databases a test of the project has: `default` and those of its own configuration; the ones that only read are second names. */
export function testDatabases(
  { options }: ProjectDefinition,
  given: Readonly<Record<string, string>>,
): { readonly names: readonly string[]; readonly mirrors: Readonly<Record<string, string>> } {
  const named = options.databases ?? {}
  const others = Object.keys(named).filter((name) => name !== 'default' && !Object.hasOwn(given, name))
  const replicas = others.filter((name) => readsOnly(named[name]!))
  const own = others.filter((name) => !replicas.includes(name))
  return {
    names: [...new Set(['default', ...own, ...Object.keys(given)])],
    mirrors: Object.fromEntries(replicas.map((name) => [name, 'default'])),
  }
}

/** Copies of the project's databases, each on the server or in the kind of file that `given` names. */
export async function copyDatabases(
  definition: ProjectDefinition,
  dir: string,
  given: Readonly<Record<string, string>>,
): Promise<ProjectCopies> {
  const { names, mirrors } = testDatabases(definition, given)
  const copies = new Map<string, DatabaseCopy>()
  const drop = async () => {
    await Promise.allSettled([...copies.values()].map((copy) => copy.drop()))
  }
  try {
    for (const name of names) copies.set(name, await copyOf(definition, dir, names, name, given[name] ?? 'sqlite:'))
  } catch (error) {
    await drop()
    throw error
  }
  const urls = Object.fromEntries([...copies].map(([name, { url }]) => [name, url]))
  return { urls, mirrors, drop }
}

async function copyOf(
  definition: ProjectDefinition,
  dir: string,
  names: readonly string[],
  name: string,
  url: string,
): Promise<DatabaseCopy> {
  const kind = kindOf(url)
  const { options } = definition
  const apps = withRequired(options.apps)
  const registry = buildRegistry(
    apps.map((app) => ({ label: app.label, models: app.models ?? {} })),
    options.auth?.user === undefined ? {} : { user: options.auth.user },
  )
  const { router } = options
  const inTables = tablesDigest({
    registry,
    apps,
    database: kind,
    keeps: (model) => router?.migrate?.(name, model) !== false,
  })
  // Permissions are rows that every copy begins with.
  const permissions = registry.models.map((info) => [info.label, info.defaultPermissions, info.permissions])
  const tables = createHash('sha256').update(inTables).update(JSON.stringify(permissions)).digest('hex').slice(0, 32)
  const fill = async (at: string) => {
    const databases = { ...Object.fromEntries(names.map((each) => [each, memory])), [name]: at }
    const { mirrors } = testDatabases(definition, databases)
    await using project = await openProject(definition, { dir, mode: 'test', databases, mirrors, env: testEnvironment })
    await project.run(() => prepareTestDatabase(project, name))
  }
  // All processes of one run have one parent.
  const fresh = process.env['NUAGES_TEST_RECREATE'] === '1'
  const digest = fresh ? `${tables.slice(0, 20)}_${process.ppid}` : tables
  return kind === 'sqlite' ? copySqlite({ digest, fill }) : copyOnServer(kind, url, { digest, fill })
}

function kindOf(url: string): 'sqlite' | 'postgres' | 'mysql' {
  if (/^postgres(?:ql)?:/i.test(url)) return 'postgres'
  return /^(?:mysql|mariadb):/i.test(url) ? 'mysql' : 'sqlite'
}
