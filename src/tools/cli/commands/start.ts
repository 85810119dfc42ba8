import type { Command } from 'commander'
import { readEnvironment } from '../../../base/settings/index.ts'
import { portArgument, workersArgument } from '../arguments.ts'
import { startWorkers } from '../workers/start-workers.ts'

interface StartOptions {
  readonly port?: number
  readonly host?: string
  readonly workers?: number | 'auto'
  readonly tlsKey?: string
  readonly tlsCert?: string
}

/** `nuages start`: serves for the public. The primary of several workers loads nothing of the project, and little of the framework. */
export function start(program: Command): void {
  program
    .command('start')
    .description('Serve the project. NUAGES_ENV is production unless it says otherwise.')
    .option('-p, --port <number>', 'the port (PORT; 8000)', portArgument)
    .option('--host <address>', "the address to listen on, or 'unix:/run/app.sock' (HOST; 0.0.0.0 in production)")
    .option('-w, --workers <number>', "how many processes serve; 'auto': one a core (NUAGES_WORKERS)", workersArgument)
    .option('--tls-key <file>', 'serve HTTPS with this private key (TLS_KEY)')
    .option('--tls-cert <file>', 'and this certificate (TLS_CERT)')
    .action(async ({ port, host, workers: wanted, tlsKey, tlsCert }: StartOptions, command: Command) => {
      process.env['NUAGES_ENV'] ??= 'production'
      const { dir } = command.optsWithGlobals() as { dir: string }
      // Half a certificate is said by the same words as in the environment.
      const given = { ...process.env, ...(tlsKey && { TLS_KEY: tlsKey }), ...(tlsCert && { TLS_CERT: tlsCert }) }
      const { tls, socket, workers } = readEnvironment(given)
      const options = {
        ...(port !== undefined && { port }),
        ...(host !== undefined && { host }),
        ...(tls !== undefined && { tls }),
      }
      const count = wanted ?? workers
      if (count !== undefined) {
        const fd = port === undefined && host === undefined ? socket : undefined
        return await startWorkers(count, { ...options, dir, ...(fd !== undefined && { fd }) })
      }
      const { loadDefinition, serve } = await import('../../project/index.ts')
      const loaded = await loadDefinition(dir)
      await serve(loaded.definition, { dir: loaded.dir, ...options })
    })
}
