import { slugify } from '../../../base/text/index.ts'
import type { ModelAdmin } from '../model-admin.ts'

/** Sent values that can be read and filled. */
export interface SentValues {
  get(name: string): unknown
  getAll(name: string): readonly unknown[]
  has(name: string): boolean
  /** Uploads by name, where a form brought any. */
  readonly files?: object
}

/** The sent values with prepopulated fields that came empty filled from their sources: what the script does while one types. */
export function prepopulated(model: ModelAdmin, sent: SentValues): SentValues {
  const filled = new Map<string, string>()
  for (const [name, sources] of model.prepopulated) {
    if (!sent.has(name) || String(sent.get(name) ?? '').trim() !== '') continue
    const text = sources.map((source) => String(sent.get(source) ?? '')).join(' ')
    const longest = model.info.column(name)?.field.describe().maxLength ?? 50
    filled.set(name, slugify(text).slice(0, longest).replace(/-$/, ''))
  }
  return filled.size === 0 ? sent : overlaid(sent, filled)
}

/** Sent values of which some are replaced. */
export function overlaid(sent: SentValues, replaced: ReadonlyMap<string, string | readonly string[]>): SentValues {
  return {
    get: (name) => {
      const value = replaced.get(name)
      if (value === undefined) return sent.get(name)
      return typeof value === 'string' ? value : value.at(-1)
    },
    getAll: (name) => {
      const value = replaced.get(name)
      if (value === undefined) return sent.getAll(name)
      return typeof value === 'string' ? [value] : value
    },
    has: (name) => replaced.has(name) || sent.has(name),
    ...(sent.files !== undefined && { files: sent.files }),
  }
}
