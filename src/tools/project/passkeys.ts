import { provide } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** Passkeys, where their app is there; imported only then. `hosts` are those that the project answers to. */
export async function projectPasskeys(
  { passkeys = {} }: ProjectOptions,
  apps: readonly AppDefinition[],
  hosts: readonly string[],
): Promise<Brought> {
  if (!apps.some(({ label }) => label === 'passkeys')) return {}
  const { passkeysService, passkeysSettings } = await import('../../apps/passkeys/index.ts')
  const settings = passkeysSettings(passkeys, { allowedHosts: hosts })
  return { services: [provide(passkeysService, settings)] }
}
