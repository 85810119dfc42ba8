import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { readEnvironment } from '../../../base/settings/index.ts'
import { findConfiguration } from '../../project/index.ts'
import { portArgument } from '../arguments.ts'
import { DevelopmentServer } from '../dev/parent.ts'
import { terminal } from '../terminal.ts'
import { projectDir, withProject } from '../with-project.ts'
import { applyMigrations } from './migrate.ts'

/** `nuages dev`: serves, and follows every change. */
export function dev(program: Command): void {
  program
    .command('dev')
    .description(
      'Serve the project for its developer: changed code restarts the process, changed templates reload the page.',
    )
    .option('-p, --port <number>', 'the port (PORT; 8000)', portArgument)
    .option('--host <address>', 'the address to listen on (HOST; 127.0.0.1)')
    .option('--migrate', 'apply the migrations that are missing before the first start')
    .action(async (options: { port?: number; host?: string; migrate?: boolean }, command: Command) => {
      const environment = readEnvironment()
      const dir = dirname(findConfiguration(projectDir(command)))
      if (options.migrate) await withProject(command, (project) => applyMigrations(project, terminal))
      const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js'
      const server = new DevelopmentServer({
        dir,
        host: options.host ?? environment.host ?? '127.0.0.1',
        port: options.port ?? environment.port ?? 8000,
        child: join(import.meta.dirname, '..', 'dev', `child.${extension}`),
        print: terminal.print,
      })
      await server.start()
      await new Promise<void>((resolve) => {
        const stop = () => void server.close().then(resolve)
        process.once('SIGINT', stop)
        process.once('SIGTERM', stop)
      })
    })
}
