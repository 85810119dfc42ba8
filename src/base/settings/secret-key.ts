import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mode } from './environment.ts'
import { settingsErrors } from './errors.ts'

const shortest = 32

/** A new random key of so many bytes in base64url, 51 characters by default: what `SECRET_KEY` may be set to. */
export function generateSecretKey(bytes = 38): string {
  return randomBytes(bytes).toString('base64url')
}

/**
 * The key that signs sessions and tokens. In production it must be set and at least 32 characters long; elsewhere one is
 * generated once and kept in `<dir>/.nuages/secret-key`, which a scaffolded project ignores in git.
 * Throws `NUAGES_SETTINGS_MISSING` or `NUAGES_SETTINGS_INVALID`.
 */
export async function secretKeyFor(mode: Mode, dir: string, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if (mode === 'production' && given.length < shortest) {
      throw settingsErrors.INVALID({
        name: 'SECRET_KEY',
        problem: `has ${given.length} characters, too few for production (at least ${shortest})`,
      })
    }
    return given
  }
  if (mode === 'production') {
    throw settingsErrors.MISSING({
      name: 'SECRET_KEY',
      why: 'production signs sessions and tokens with it (`npx nuages generate-secret` prints one)',
    })
  }
  const folder = join(dir, '.nuages')
  const file = join(folder, 'secret-key')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.trim().length >= shortest) return kept.trim()
  const key = generateSecretKey()
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(file, `${key}\n`, { mode: 0o600 })
  } catch {
    // A read-only folder: the key lives as long as the process, and sessions with it.
  }
  return key
}
