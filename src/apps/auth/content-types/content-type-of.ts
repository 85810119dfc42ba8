import { type AnyModelClass, infoOf } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { ContentType } from './models.ts'

/** The content type of a model, made where it is not there yet. */
export async function contentTypeOf(model: ModelInfo | AnyModelClass): Promise<ContentType> {
  const info = typeof model === 'function' ? infoOf(model) : model
  const [row] = await ContentType.getOrCreate({ appLabel: info.app, model: info.name.toLowerCase() })
  return row
}
