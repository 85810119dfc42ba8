import { infoOf, type KeyedModel } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { ContentType } from './models.ts'

type Described = ModelInfo | (abstract new (...args: never) => KeyedModel)

/** The content type of a model, made where it is not there yet. */
export async function contentTypeOf(model: Described): Promise<ContentType> {
  const info = typeof model === 'function' ? infoOf(model as never) : model
  const [row] = await ContentType.getOrCreate({ appLabel: info.app, model: info.name.toLowerCase() })
  return row
}
