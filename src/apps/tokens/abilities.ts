import { tokensErrors } from './errors.ts'
import type { Abilities } from './models.ts'

const most = 100
const longest = 150

/** What is wrong with a list of abilities; null where it can be kept. */
function problemOf(abilities: unknown): string | null {
  if (abilities === null) return null
  if (!Array.isArray(abilities)) return 'they are no list'
  if (abilities.length > most) return `there are more than ${most}`
  for (const each of abilities as unknown[]) {
    if (typeof each !== 'string') return 'one is no text'
    if (each.length > longest) return `one has more than ${longest} characters`
    if (!/^[\w.:/*-]+$/.test(each)) return 'one is empty, or has other characters than letters, digits and _ . : / * -'
  }
  return null
}

/** Throws `NUAGES_TOKENS_BAD_ABILITIES`. */
export function checkAbilities(abilities: Abilities): Abilities {
  const problem = problemOf(abilities)
  if (problem !== null) throw tokensErrors.BAD_ABILITIES({ problem })
  return abilities === null ? null : [...new Set(abilities)]
}

/** What was kept, or was in a token that somebody else has signed. Anything that is no list of texts reaches for nothing. */
export function readAbilities(value: unknown): Abilities {
  if (value === null || value === undefined) return null
  return problemOf(value) === null ? (value as Abilities) : []
}
