import { loadData } from '../../data/fixtures/index.ts'
import { createMissingTables, migrate } from '../../data/migrations/index.ts'
import { migrationApps, openProject, type Project, type ProjectDefinition } from '../project/index.ts'
import { Client, type ClientOptions } from './client.ts'
import { copyDatabases, testDatabases, testEnvironment } from './databases/project-copy.ts'
import { watchedDefinition } from './watched-definition.ts'

/** A project on a database of its own, with a client. */
export interface TestProject extends AsyncDisposable {
  readonly project: Project
  readonly client: Client
  get: Client['get']
  post: Client['post']
  /** A second visitor, with cookies of its own. */
  newClient(options?: ClientOptions): Client
  /** Runs `work` with this as the current project: `project.run(() => Note.create({ … }))`. */
  run<R>(work: () => R): Promise<Awaited<R>>
  close(): Promise<void>
}

/** What `testProject` may do otherwise. */
export interface TestProjectOptions {
  readonly databases?: Readonly<Record<string, string>>
  readonly fixtures?: readonly string[]
}

const memory = 'sqlite::memory:'

/**
 * Opens a project for a test: in the mode 'test', on an SQLite database in memory with every migration applied. Takes a
 * definition, or a folder in or under that of `nuages.config.ts`. Use it with `await using`, or close it. `databases` are
 * URLs of other databases, empty ones: `{ default: 'postgres://…' }`. `fixtures` are names or paths of
 * fixtures that are loaded into `default`. Further databases of the project get such a database in
 * memory too; one that only reads (`?mode=ro`) is a second name for `default`, since nothing replicates here.
 */
export async function testProject(
  what: ProjectDefinition | string,
  { databases = {}, fixtures = [] }: TestProjectOptions = {},
): Promise<TestProject> {
  const { definition, dir } = await watchedDefinition(what)
  const { names, mirrors } = testDatabases(definition, databases)
  const urls = Object.fromEntries(names.map((name) => [name, databases[name] ?? memory]))
  const project = await openProject(definition, { dir, mode: 'test', databases: urls, mirrors, env: testEnvironment })
  return prepared(
    project,
    () => project.close(),
    async () => {
      for (const database of names) {
        const parts = { orm: project.orm, apps: migrationApps(project), database }
        await migrate(parts)
        await createMissingTables(parts)
      }
      if (fixtures.length > 0) await loadData({ fixtures })
    },
  )
}

/** The same on copies of databases that were made before; see `databaseTests`. */
export async function copiedProject(
  what: ProjectDefinition | string,
  { databases = {}, fixtures = [] }: TestProjectOptions,
): Promise<TestProject> {
  const { definition, dir } = await watchedDefinition(what)
  const asked = process.env['NUAGES_TEST_DATABASE_URL']
  const copies = await copyDatabases(definition, dir, { ...(asked !== undefined && { default: asked }), ...databases })
  const { urls, mirrors } = copies
  const open = () => openProject(definition, { dir, mode: 'test', databases: urls, mirrors, env: testEnvironment })
  const project = await open().catch(async (error: unknown) => {
    await copies.drop()
    throw error
  })
  const close = async () => {
    await project.close()
    await copies.drop()
  }
  return prepared(project, close, async () => {
    if (fixtures.length > 0) await loadData({ fixtures })
  })
}

async function prepared(project: Project, close: () => Promise<void>, work: () => Promise<void>): Promise<TestProject> {
  try {
    await project.run(work)
  } catch (error) {
    await close()
    throw error
  }
  return siteOf(project, close)
}

/** A project with a visitor. */
export function siteOf(project: Project, close: () => Promise<void>): TestProject {
  const newClient = (options?: ClientOptions) => new Client((request) => project.fetch(request), options)
  const client = newClient()
  let closing: Promise<void> | undefined
  const closeOnce = () => (closing ??= close())
  return {
    project,
    client,
    get: (path, options) => client.get(path, options),
    post: (path, values, options) => client.post(path, values, options),
    newClient,
    run: (work) => project.run(work),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}
