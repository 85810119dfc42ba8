import type { Command } from 'commander'
import { type SearchIndex, searchErrors, searchesOf } from '../../../apps/search/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** `nuages search rebuild [names…]`: brings the index of searches up to date. */
export function searchCommand(program: Command): void {
  const search = program.command('search').description('Look after the index of searches (nuages/search).')
  search
    .command('rebuild [names...]')
    .description('Index every row that may be found, and take out what may not; of the named searches, or of all.')
    .action(async (names: readonly string[], _flags: object, command: Command) => {
      await withProject(command, async (project) => {
        for (const each of chosen(searchesOf(project.apps), names)) {
          const done = await each.rebuild()
          for (const [kind, { indexed, removed }] of Object.entries(done))
            terminal.print(`${each.name}: ${kind}: ${indexed} indexed, ${removed} removed.`)
        }
      })
    })
}

function chosen(searches: readonly SearchIndex[], names: readonly string[]): readonly SearchIndex[] {
  if (names.length === 0 && searches.length > 0) return searches
  const wanted = names.length === 0 ? ['(any)'] : names
  return wanted.map((name) => {
    const found = searches.find((each) => each.name === name)
    if (found === undefined) throw searchErrors.NOT_IN_PROJECT({ name })
    return found
  })
}
