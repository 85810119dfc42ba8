import type { ModelInfo } from '../../data/query/index.ts'
import type { ModelAdmin } from './model-admin.ts'

/** The primary key that a text of the address means, or undefined where it cannot be one. */
export function keyFrom(model: ModelAdmin, text: string): unknown {
  return keyOf(model.info, text)
}

/** The same for any model. */
export function keyOf(info: ModelInfo, text: string): unknown {
  try {
    return info.key.field.clean(text) ?? undefined
  } catch {
    return undefined
  }
}
