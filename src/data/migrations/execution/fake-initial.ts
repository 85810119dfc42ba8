import { schemaFacts } from '../../sql/index.ts'
import { type Passage, rehearse } from './rehearsal.ts'

/**
 * Whether an app's first migration has been done by somebody else: all tables that it makes are there, and all columns
 * that it adds to others. What is in them is not compared. Django's `--fake-initial`.
 */
export async function isThereAlready(passage: Passage): Promise<boolean> {
  const { database, migration } = passage
  if (migration.dependencies.some(([app]) => app === migration.app)) return false
  const { exists, columns, unlisted } = schemaFacts(database.database)
  const read = async (text: string) => database.all({ text, writes: false, wide: false }, [])
  const { made } = await rehearse(passage)
  for (const table of made) {
    if ((await read(exists(table.table))).length === 0) return false
    const found = [...(await read(columns(table.table)))]
    // A row's own number may be the key of a model where the table has another one.
    if (unlisted !== null) found.push(...(await read(unlisted(table.table))))
    const names = new Set(found.map(([name]) => String(name).toLowerCase()))
    if (table.columns.some((name) => !names.has(name.toLowerCase()))) return false
  }
  return made.length > 0
}
