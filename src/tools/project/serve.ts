import { dirname } from 'node:path'
import { setProcessScope } from '../../base/context/index.ts'
import { readEnvironment } from '../../base/settings/index.ts'
import { type RunningServer, serve as serveApp } from '../../web/http/index.ts'
import type { ProjectDefinition } from './definition.ts'
import { projectErrors } from './errors.ts'
import { firstSuperuser } from './first-superuser.ts'
import { type OpenOptions, openProject } from './open.ts'
import { migrationsNote, prepareDevelopment } from './prepare.ts'
import type { Project } from './project.ts'
import { logForgottenRejections } from './rejections.ts'

export interface ServeProjectOptions extends OpenOptions {
  /** `PORT` by default, else the project's own, else 8000. */
  readonly port?: number
  /** `HOST` by default; this machine only in development, every address in production. */
  readonly host?: string
  /** Where the address and what to know about it go. Standard output by default. */
  readonly print?: (line: string) => void
}

/** A project that is being served. */
export interface ServedProject {
  readonly project: Project
  readonly server: RunningServer
  /** Finishes the requests in flight and closes the databases. */
  close(): Promise<void>
}

/**
 * Opens a project and serves it until SIGINT or SIGTERM: what `nuages start` does, and the last line of a single-file
 * project. In development it first makes the tables of apps that have no migrations, and a first superuser where there is
 * none, whose password it prints once. In production it refuses to start while migrations are missing.
 */
export async function serve(definition: ProjectDefinition, options: ServeProjectOptions = {}): Promise<ServedProject> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  const environment = readEnvironment(options.env)
  const dir = options.dir ?? dirname(process.argv[1] ?? '.')
  const project = await openProject(definition, { ...options, dir })
  setProcessScope(project.scope)
  let server: RunningServer
  try {
    const unapplied = await project.run(() => prepareDevelopment(project))
    const note = migrationsNote(unapplied)
    if (note !== null) {
      if (project.mode === 'production') throw projectErrors.UNAPPLIED_MIGRATIONS({ note, unapplied })
      print(note)
    }
    server = await serveApp(project.app, {
      port: options.port ?? environment.port ?? definition.options.port ?? 8000,
      host: options.host ?? environment.host ?? (project.mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
    })
  } catch (error) {
    await project.close()
    throw error
  }
  print(`Serving on ${server.url} (Ctrl+C stops)`)
  const login = missingLogin(project) ? null : await project.run(firstSuperuser)
  if (login !== null) print(`First superuser, for development: ${login.username} / ${login.password}`)

  const stopLogging = logForgottenRejections(project.app.logger)
  let closing: Promise<void> | undefined
  const close = () =>
    (closing ??= (async () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      await server.close()
      await project.close()
      stopLogging()
      setProcessScope(undefined)
    })())
  const stop = () => void close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return { project, server, close }
}

/** True where nobody could log in anyway. */
function missingLogin(project: Project): boolean {
  return project.mode !== 'development' || !project.apps.some(({ label }) => label === 'auth')
}
