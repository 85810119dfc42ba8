import { dirname } from 'node:path'
import { setProcessScope } from '../../base/context/index.ts'
import { readEnvironment } from '../../base/settings/index.ts'
import { type CloseOptions, type ListenOptions, type RunningServer, serve as serveApp } from '../../web/http/index.ts'
import { type CertificateFiles, readCertificate } from './certificate.ts'
import type { ProjectDefinition } from './definition.ts'
import { projectErrors } from './errors.ts'
import { firstSuperuser } from './first-superuser.ts'
import { type OpenOptions, openProject } from './open.ts'
import { migrationsNote, prepareDevelopment } from './prepare.ts'
import { watchProcess } from './process-errors.ts'
import type { Project } from './project.ts'
import { refuseWrongAdmin } from './refuse-wrong-admin.ts'
import { type ProjectWorker, startProjectWorker, worksInProcess } from './tasks.ts'

export interface ServeProjectOptions extends OpenOptions {
  /** `PORT` by default, else the project's own, else 8000. */
  readonly port?: number
  /** `HOST` by default; this machine only in development, every address in production. 'unix:/run/app.sock' is a Unix socket. */
  readonly host?: string
  /** The files of a certificate, for HTTPS: `TLS_KEY` and `TLS_CERT` by default, else the project's own. SIGHUP reads them again. */
  readonly tls?: CertificateFiles
  /** Where the address and what to know about it go. Standard output by default. */
  readonly print?: (line: string) => void
}

/** A project that is being served. */
export interface ServedProject {
  readonly project: Project
  readonly server: RunningServer
  /** Finishes the requests in flight and closes the databases. */
  close(options?: CloseOptions): Promise<void>
}

export interface Serving extends ServedProject {
  /** Where it listens, or would. */
  readonly place: ListenOptions
  /** Reads the certificate's files again, where there are any. Throws `NUAGES_HTTP_BAD_CERTIFICATE`. */
  readonly reloadCertificate: (() => void) | null
}

export interface ServingOptions extends ServeProjectOptions {
  /** False: another process has looked at the databases already. */
  readonly prepare: boolean
  /** The descriptor of a socket that another process has opened. */
  readonly fd: number | undefined
  /** False: another process listens, and hands its connections over. */
  readonly listen: boolean
  /** An error was caught by nobody, and the process has to end. */
  readonly onUncaught: () => void
}

/** Opens a project, prepares its databases and listens. Rejects with the coded error of whatever is wrong, and then leaves nothing open. */
export async function startServing(definition: ProjectDefinition, options: ServingOptions): Promise<Serving> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  const environment = readEnvironment(options.env)
  const dir = options.dir ?? dirname(process.argv[1] ?? '.')
  const { tls: configured, health: _, ...limits } = definition.options.server ?? {}
  const files = options.tls ?? environment.tls ?? configured
  const project = await openProject(definition, { ...options, dir })
  setProcessScope(project.scope)
  const place = {
    port: options.port ?? environment.port ?? definition.options.port ?? 8000,
    host: options.host ?? environment.host ?? (project.mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
    ...(options.fd !== undefined && { fd: options.fd }),
  }
  let server: RunningServer
  let worker: ProjectWorker | null = null
  try {
    await refuseWrongAdmin(project)
    if (options.prepare) await prepare(project, print)
    if (worksInProcess(definition.options, project.mode, project.apps))
      worker = await startProjectWorker(project, definition.options)
    server = await serveApp(project.app, {
      ...limits,
      ...place,
      listen: options.listen,
      ...(files !== undefined && { tls: readCertificate(files, project.dir) }),
    })
  } catch (error) {
    setProcessScope(undefined)
    await worker?.stop(0)
    await project.close()
    throw error
  }
  if (options.listen) print(`Serving on ${server.url} (Ctrl+C stops)`)
  const login = options.prepare && wantsSuperuser(project) ? await project.run(firstSuperuser) : null
  if (login !== null) print(`First superuser, for development: ${login.username} / ${login.password}`)

  let broken = false
  const stopWatching = watchProcess(project.app, () => {
    broken = true
    options.onUncaught()
  })
  let closing: Promise<void> | undefined
  const shut = async (how?: CloseOptions) => {
    await Promise.all([server.close(how), worker?.stop(undefined, broken)])
    await project.close()
    stopWatching()
    setProcessScope(undefined)
  }
  return {
    project,
    server,
    place,
    reloadCertificate:
      files === undefined ? null : () => server.replaceCertificate(readCertificate(files, project.dir)),
    close: (how) => (closing ??= shut(how)),
  }
}

async function prepare(project: Project, print: (line: string) => void): Promise<void> {
  const unapplied = await project.run(() => prepareDevelopment(project))
  const note = migrationsNote(unapplied)
  if (note === null) return
  if (project.mode === 'production') throw projectErrors.UNAPPLIED_MIGRATIONS({ note, unapplied })
  print(note)
}

/** True where somebody could log in, and development gives the first one a name. */
function wantsSuperuser(project: Project): boolean {
  return project.mode === 'development' && project.apps.some(({ label }) => label === 'auth')
}
