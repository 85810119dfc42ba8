import type { Command } from 'commander'
import { loadDefinition, serve } from '../../project/index.ts'
import { projectDir } from '../with-project.ts'
import { portArgument } from './dev.ts'

/** `nuages start`: serves for the public. */
export function start(program: Command): void {
  program
    .command('start')
    .description('Serve the project. NUAGES_ENV is production unless it says otherwise.')
    .option('-p, --port <number>', 'the port (PORT; 8000)', portArgument)
    .option('--host <address>', 'the address to listen on (HOST; 0.0.0.0 in production)')
    .action(async (options: { port?: number; host?: string }, command: Command) => {
      process.env['NUAGES_ENV'] ??= 'production'
      const { definition, dir } = await loadDefinition(projectDir(command))
      await serve(definition, { dir, ...options })
    })
}
