import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Finding, type FindingLevel, formatFinding } from '../../../base/checks/index.ts'
import { loadDefinition, missingSettings } from '../../project/index.ts'
import { terminal } from '../terminal.ts'
import { projectDir, withProject } from '../with-project.ts'

interface Flags {
  readonly notes?: boolean
  readonly types: boolean
  readonly deploy?: boolean
  readonly processes?: number
  readonly failLevel: FindingLevel
}

/** `nuages check`: everything that can be known without serving. */
export function check(program: Command): void {
  program
    .command('check')
    .description(
      'Check the models, the admin, the URLs, every template and the settings; ends with 1 where something is wrong.',
    )
    .option(
      '--notes',
      'also say what is only worth a look: values that are not escaped, addresses that a variable begins',
    )
    .option('--no-types', 'do not follow the contexts of views through their templates')
    .option('--deploy', 'also say what is wrong for the public; NUAGES_ENV is production unless it says otherwise')
    .option(
      '--processes <number>',
      'with --deploy: how many processes will answer (NUAGES_WORKERS, else 1)',
      processCount,
    )
    .addOption(
      new Option('--fail-level <level>', 'end with 1 from this level on')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .action(async (flags: Flags, command: Command) => {
      if (flags.deploy === true) {
        process.env['NUAGES_ENV'] ??= 'production'
        const { definition, dir } = await loadDefinition(projectDir(command))
        const missing = await missingSettings(definition, dir)
        if (missing.length > 0) return tell(missing, flags.failLevel, ' Nothing else can be checked without these.')
      }
      await withProject(command, async (project) => {
        const { notes = false, types, deploy = false, processes } = flags
        tell(
          await project.check({ notes, types, deploy, ...(processes !== undefined && { processes }) }),
          flags.failLevel,
        )
      })
    })
}

function tell(findings: readonly Finding[], failLevel: FindingLevel, more = ''): void {
  for (const finding of findings) terminal.complain(formatFinding(finding))
  const errors = findings.filter(({ level }) => level === 'error').length
  terminal.print(
    findings.length === 0
      ? 'Nothing wrong was found.'
      : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}.${more}`,
  )
  if (errors > 0 || (failLevel === 'warning' && findings.length > 0)) process.exitCode = 1
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function processCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.')
  return Number(text)
}
