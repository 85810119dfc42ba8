import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, root } from './files.ts'

/** Whether the declarations in `dist` are of the sources as they are now: `npm test` has just built them. */
function built(): boolean {
  const last = join(root, 'dist', 'floors.d.ts')
  if (!existsSync(last)) return false
  const { mtimeMs } = statSync(last)
  return filesUnder('src', '.ts').every((file) => statSync(join(root, file)).mtimeMs < mtimeMs)
}

/**
 * How a compiler reads the package for a program that uses it: declarations, as users have them, where they are new; that takes a tenth of
 * the time. Else the sources, which are checked with the program.
 */
export const packageTypes: { readonly customConditions: readonly string[]; readonly skipLibCheck: true } = {
  customConditions: built() ? [] : ['nuages-source'],
  skipLibCheck: true,
}
