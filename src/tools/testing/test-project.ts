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

/**
 * Opens a project for a test: in the mode 'test', on an SQLite database in memory with every migration applied. Takes a
 * definition, or a folder in or under that of `nuages.config.ts`. Use it with `await using`, or close it. `databases` are
 * URLs of other databases, empty ones: `{ default: 'postgres://…' }`.
 */
export async function testProject(
  what: ProjectDefinition | string,
  { databases = {} }: { readonly databases?: Readonly<Record<string, string>> } = {},
): Promise<TestProject> {
  const { definition, dir } =
    typeof what === 'string' ? await loadDefinition(what) : { definition: what, dir: process.cwd() }
  const project = await openProject(definition, {
    dir,
    mode: 'test',
    databases: { default: 'sqlite::memory:', ...databases },
    env: { SECRET_KEY: 'a key for tests that nobody needs to guess' },
  })
  try {
    const parts = { orm: project.orm, apps: migrationApps(project) }
    await project.run(async () => {
      await migrate(parts)
      await createMissingTables(parts)
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
