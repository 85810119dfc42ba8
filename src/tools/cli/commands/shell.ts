import { join } from 'node:path'
import { type REPLEval, type REPLServer, start } from 'node:repl'
import type { Command } from 'commander'
import { setProcessScope } from '../../../base/context/index.ts'
import { namesForShell } from '../../shell/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** Makes a prompt wait for what a line gives: `Note.all()` prints the rows, without `await` being typed. */
function awaiting(repl: REPLServer): REPLServer {
  const evaluate = repl.eval
  const waiting: REPLEval = (code, context, file, done) =>
    evaluate.call(repl, code, context, file, (error, value: unknown) => {
      if (error !== null) done(error, value)
      else
        Promise.resolve(value).then(
          (settled) => done(null, settled),
          (reason: Error) => done(reason, undefined),
        )
    })
  return Object.assign(repl, { eval: waiting })
}

/** `nuages shell`: the project at a prompt. */
export function shell(program: Command): void {
  program
    .command('shell')
    .description('Open a JavaScript prompt with every model and the query functions at hand; `await` works.')
    .option('-c, --command <code>', 'run this code, print what its last expression gives, and end')
    .action(async (options: { command?: string }, command: Command) => {
      await withProject(command, async (project) => {
        setProcessScope(project.scope)
        const names = namesForShell(project.orm.registry)
        if (options.command !== undefined) {
          const { runCode } = await import('../../shell/index.ts')
          const value = await runCode(options.command, names)
          if (value !== undefined)
            terminal.print(typeof value === 'string' ? value : (await import('node:util')).inspect(value, { depth: 3 }))
          return
        }
        terminal.print(`nuages shell: ${Object.keys(names).join(', ')}. Ctrl+D leaves.`)
        const repl = awaiting(start({ prompt: '> ' }))
        Object.assign(repl.context, names)
        repl.setupHistory(join(project.dir, '.nuages', 'shell-history'), () => {})
        await new Promise<void>((resolve) => void repl.once('exit', () => resolve()))
      })
    })
}
