import type { Command } from 'commander'
import { compileMessages as compile, projectMessages } from '../../catalogs/index.ts'
import { loadDefinition } from '../../project/index.ts'
import { collect } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { projectDir, withProject } from '../with-project.ts'
import { shown } from './makemessages.ts'

interface Flags {
  readonly locale: readonly string[]
  readonly exclude: readonly string[]
  readonly useFuzzy?: boolean
}

/** `nuages compilemessages`: checks the catalogs and compiles them. */
export function compileMessages(program: Command): void {
  program
    .command('compilemessages')
    .description('Check the catalogs and compile each .po file to the .mo file beside it, which starts faster.')
    .option('-l, --locale <language>', 'a language: de, pt-br; may be given several times; all by default', collect, [])
    .option('-x, --exclude <language>', 'a language to leave out; may be given several times', collect, [])
    .option('-f, --use-fuzzy', 'take fuzzy translations for good ones')
    .action(async (flags: Flags, command: Command) => {
      const { definition } = await loadDefinition(projectDir(command))
      await withProject(
        command,
        async (project) => {
          const catalogs = await compile({
            roots: projectMessages(project, definition).roots,
            ...(flags.locale.length > 0 && { languages: flags.locale }),
            exclude: flags.exclude,
            useFuzzy: flags.useFuzzy === true,
          })
          for (const { path, change, problems, counts } of catalogs) {
            for (const { line, problem } of problems) terminal.complain(`${shown(path)}:${line}: error: ${problem}`)
            if (change === 'broken') terminal.complain(`${shown(path)}: not compiled`)
            else
              terminal.print(
                `${shown(path)}: ${change === 'none' ? 'up to date' : 'compiled'}, ${counts!.translated} translated`,
              )
          }
          if (catalogs.some(({ change }) => change === 'broken')) process.exitCode = 1
        },
        { mode: 'test', databases: { default: 'sqlite::memory:' } },
      )
    })
}
