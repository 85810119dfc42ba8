import { resolve, sep } from 'node:path'
import { textErrors } from './errors.ts'
import { stripEnds, whiteSpace } from './strip-ends.ts'

/**
 * `parts` joined to the directory `base`, as an absolute path that lies in it (or is it). An absolute part starts anew, as in the
 * shell, and then has to lie in `base` too. Links are not followed: where others can make some, compare `realpath`s.
 * Throws `NUAGES_TEXT_OUTSIDE_DIRECTORY`. Semantics: Django's `safe_join`.
 */
export function safeJoin(base: string, ...parts: readonly string[]): string {
  const root = resolve(base)
  const path = resolve(root, ...parts)
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw textErrors.OUTSIDE_DIRECTORY({ base: root, path: parts.join('/') })
  }
  return path
}

/**
 * What of a name can be a file's name everywhere: letters and digits of any script, `-`, `_` and `.`; spaces inside become
 * `_`, all else goes. Throws `NUAGES_TEXT_NO_FILENAME` where nothing is left, or '.' or '..'. Semantics: Django's
 * `get_valid_filename` (https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.text.get_valid_filename).
 */
export function validFilename(name: string): string {
  const valid = stripEnds(name, whiteSpace)
    .replaceAll(' ', '_')
    .replace(/[^-\p{L}\p{N}_.]/gu, '')
  if (valid === '' || valid === '.' || valid === '..') throw textErrors.NO_FILENAME({ name })
  return valid
}
