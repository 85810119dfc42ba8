import { currentScope, runInScope } from '../../base/context/index.ts'
import { loadData } from '../../data/fixtures/index.ts'
import {
  defineProject,
  type LoadedDefinition,
  loadDefinition,
  openProject,
  type Project,
  type ProjectDefinition,
  type ProjectOptions,
  prepareTestDatabase,
} from '../project/index.ts'
import { Client, type ClientOptions } from './client.ts'
import { copyDatabases, testDatabases, testEnvironment } from './databases/project-copy.ts'
import { countTogether } from './factories/counters.ts'
import { watched } from './watched-definition.ts'

/** Options of a project that a test may change while it runs: all but those that say what tables there are, and where. */
export type ChangedSettings = Omit<Partial<ProjectOptions>, 'apps' | 'databases' | 'router' | 'auth'>

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
  /**
   * Does `work` with another project that has these options in the place of its own, on the same databases and in the same transaction. Django's
   * `override_settings`.
   */
  withSettings<R>(settings: ChangedSettings, work: (site: TestProject) => R): Promise<Awaited<R>>
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
  const loaded = await loadedDefinition(what)
  const { definition, dir } = loaded
  const { names, mirrors } = testDatabases(definition, databases)
  const urls = Object.fromEntries(names.map((name) => [name, databases[name] ?? memory]))
  const given = { dir, mode: 'test', databases: urls, mirrors, env: testEnvironment } as const
  const project = await openProject(watched(definition), given)
  return prepared(
    { project, loaded },
    () => project.close(),
    async () => {
      for (const database of names) await prepareTestDatabase(project, database)
      if (fixtures.length > 0) await loadData({ fixtures })
    },
  )
}

/** The same on copies of databases that were made before; see `databaseTests`. */
export async function copiedProject(
  what: ProjectDefinition | string,
  { databases = {}, fixtures = [] }: TestProjectOptions,
): Promise<TestProject> {
  const loaded = await loadedDefinition(what)
  const { definition, dir } = loaded
  const asked = process.env['NUAGES_TEST_DATABASE_URL']
  const copies = await copyDatabases(definition, dir, { ...(asked !== undefined && { default: asked }), ...databases })
  const { urls, mirrors } = copies
  const given = { dir, mode: 'test', databases: urls, mirrors, env: testEnvironment } as const
  const project = await openProject(watched(definition), given).catch(async (error: unknown) => {
    await copies.drop()
    throw error
  })
  const close = async () => {
    await project.close()
    await copies.drop()
  }
  return prepared({ project, loaded }, close, async () => {
    if (fixtures.length > 0) await loadData({ fixtures })
  })
}

/** A project and what it was made from. */
interface Opened {
  readonly project: Project
  readonly loaded: LoadedDefinition
}

async function loadedDefinition(what: ProjectDefinition | string): Promise<LoadedDefinition> {
  return typeof what === 'string' ? loadDefinition(what) : { definition: what, dir: process.cwd() }
}

async function prepared(opened: Opened, close: () => Promise<void>, work: () => Promise<void>): Promise<TestProject> {
  try {
    await opened.project.run(work)
  } catch (error) {
    await close()
    throw error
  }
  return siteOf(opened, close)
}

function siteOf(opened: Opened, close: () => Promise<void>): TestProject {
  const { project } = opened
  // What a view leaves for after the answer (`afterResponse`: a mail, a row) is there when a test goes on.
  const fetch = async (request: Request) => {
    const answer = await project.fetch(request)
    await project.app.lifetime.idle()
    return answer
  }
  const newClient = (options?: ClientOptions) => new Client(fetch, options)
  const client = newClient()
  let closing: Promise<void> | undefined
  const closeOnce = () => (closing ??= close())
  const site: TestProject = {
    project,
    client,
    get: (path, options) => client.get(path, options),
    post: (path, values, options) => client.post(path, values, options),
    newClient,
    run: (work) => project.run(work),
    withSettings: (settings, work) => changed(opened, settings, work),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
  origins.set(site, opened)
  return site
}

/** What a site was made from. */
const origins = new WeakMap<TestProject, Opened>()

/** The same project for one test: with a visitor of its own, and without an end of its own. */
export function siteForTest(site: TestProject): TestProject {
  return siteOf(origins.get(site)!, async () => {})
}

async function changed<R>(
  { project, loaded: { definition, dir } }: Opened,
  settings: ChangedSettings,
  work: (site: TestProject) => R,
): Promise<Awaited<R>> {
  const loaded = { definition: defineProject({ ...definition.options, ...settings }), dir }
  const { databases: opened } = project.orm
  const other = await openProject(watched(loaded.definition), { dir, mode: 'test', opened, env: testEnvironment })
  try {
    const from = currentScope()
    const scope = { services: new Map(other.scope.services) }
    if (from !== undefined) countTogether(from, scope)
    return await runInScope(scope, async () => work(siteOf({ project: other, loaded }, async () => {})))
  } finally {
    await other.close()
  }
}
