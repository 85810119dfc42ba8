import { readsOnly } from '../../data/drivers/index.ts'
import { loadData } from '../../data/fixtures/index.ts'
import { createMissingTables, migrate } from '../../data/migrations/index.ts'
import { loadDefinition, migrationApps, openProject, type Project, type ProjectDefinition } from '../project/index.ts'
import { Client } from './client.ts'

/** A project on a database of its own, with a client. */
export interface TestProject extends AsyncDisposable {
  readonly project: Project
  readonly client: Client
  get: Client['get']
  post: Client['post']
  /** A second visitor, with cookies of its own. */
  newClient(): Client
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
  const { definition, dir } =
    typeof what === 'string' ? await loadDefinition(what) : { definition: what, dir: process.cwd() }
  const named = definition.options.databases ?? {}
  const others = Object.keys(named).filter((name) => name !== 'default' && !Object.hasOwn(databases, name))
  const [replicas, own] = partition(others, (name) => readsOnly(named[name]!))
  const urls = { default: memory, ...Object.fromEntries(own.map((name) => [name, memory])), ...databases }
  const project = await openProject(definition, {
    dir,
    mode: 'test',
    databases: urls,
    mirrors: Object.fromEntries(replicas.map((name) => [name, 'default'])),
    env: { SECRET_KEY: 'a key for tests that nobody needs to guess' },
  })
  try {
    await project.run(async () => {
      for (const database of Object.keys(urls)) {
        const parts = { orm: project.orm, apps: migrationApps(project), database }
        await migrate(parts)
        await createMissingTables(parts)
      }
      if (fixtures.length > 0) await loadData({ fixtures })
    })
  } catch (error) {
    await project.close()
    throw error
  }
  const newClient = () => new Client((request) => project.fetch(request))
  const client = newClient()
  return {
    project,
    client,
    get: (path, options) => client.get(path, options),
    post: (path, values, options) => client.post(path, values, options),
    newClient,
    run: (work) => project.run(work),
    close: () => project.close(),
    [Symbol.asyncDispose]: () => project.close(),
  }
}

function partition<T>(items: readonly T[], such: (item: T) => boolean): [T[], T[]] {
  return [items.filter(such), items.filter((item) => !such(item))]
}
