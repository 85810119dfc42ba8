import type { Command } from 'commander'
import { cacheErrors, caches } from '../../../data/cache/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** `nuages cache clear`: forgets what a cache of the project holds. */
export function cache(program: Command): void {
  program
    .command('cache')
    .description("The project's caches.")
    .command('clear')
    .description('Delete everything that a cache holds; nothing that others keep in the same store.')
    .option('-n, --name <name>', 'the cache, as `cache` in nuages.config.ts names it', 'default')
    .action(async ({ name }: { readonly name: string }, command: Command) => {
      await withProject(command, async () => {
        const found = caches(name)
        if (!(await found.clear())) throw cacheErrors.AWAY({ cache: name, operation: 'clear' })
        terminal.print(
          found.shared ? `The cache '${name}' is empty.` : `The cache '${name}' lives in each process: restart them.`,
        )
      })
    })
}
