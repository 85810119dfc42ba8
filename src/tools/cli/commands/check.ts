import type { Command } from 'commander'
import { formatFinding } from '../../../base/checks/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

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
    .action(async (options: { notes?: boolean; types: boolean }, command: Command) => {
      await withProject(command, async (project) => {
        const findings = await project.check({ notes: options.notes ?? false, types: options.types })
        for (const finding of findings) terminal.complain(formatFinding(finding))
        const errors = findings.filter(({ level }) => level === 'error').length
        terminal.print(
          findings.length === 0
            ? 'Nothing wrong was found.'
            : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}.`,
        )
        if (errors > 0) process.exitCode = 1
      })
    })
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
