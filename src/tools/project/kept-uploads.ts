import { join, resolve } from 'node:path'
import { KeptUploads, keptUploadsService } from '../../apps/forms/index.ts'
import { provide } from '../../base/context/index.ts'
import type { Mode } from '../../base/settings/index.ts'
import { FileSystemStorage, MemoryStorage, type Storage } from '../../data/files/index.ts'
import type { Brought } from './brought.ts'

/** Uploads of forms that were refused: `keptUploads` of a project. */
export interface KeptUploadsSettings {
  /**
   * The folder that they wait in, or a storage of their own, which several machines share. Nobody is served from there. Relative to
   * the project's folder. Default: '.nuages/uploads'.
   */
  readonly place?: string | Storage
  /** Seconds. Default: 3600. */
  readonly maxAge?: number
  /** Bytes of one upload. Default: 20971520 (20 MiB). */
  readonly maxSize?: number
  /** Bytes of all together. Default: 536870912 (512 MiB). */
  readonly maxBytes?: number
  /** How many there may be. Default: 1000. */
  readonly maxFiles?: number
}

interface Parts {
  readonly settings: KeptUploadsSettings | false | undefined
  readonly dir: string
  readonly mode: Mode
  readonly secretKey: string
  readonly secretKeyFallbacks: readonly string[]
}

/** Uploads that survive a refused form; under test in memory. */
export function projectKeptUploads({ settings, dir, mode, secretKey, secretKeyFallbacks }: Parts): Brought {
  if (settings === false) return {}
  const { place = join('.nuages', 'uploads'), ...limits } = settings ?? {}
  const storage =
    typeof place !== 'string'
      ? place
      : mode === 'test'
        ? new MemoryStorage()
        : new FileSystemStorage({ root: resolve(dir, place), fileMode: 0o600, folderMode: 0o700 })
  const kept = new KeptUploads({ ...limits, storage, key: secretKey, fallbackKeys: secretKeyFallbacks })
  return { services: [provide(keptUploadsService, kept)] }
}
