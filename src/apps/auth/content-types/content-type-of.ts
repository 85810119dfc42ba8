import { use } from '../../../base/context/index.ts'
import { type AnyModelClass, infoOf, ormService, typeOf } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { Permission } from '../models.ts'
import { ContentType } from './models.ts'

/** The content type of a model, made where it is not there yet. */
export async function contentTypeOf(model: ModelInfo | AnyModelClass): Promise<ContentType> {
  const info = typeof model === 'function' ? infoOf(model) : model
  const [row] = await ContentType.getOrCreate({ appLabel: info.app, model: info.name.toLowerCase() })
  return row
}

/** The key of a model's content type, which is remembered: of a proxy the one of the model whose rows it has. Made where there is none yet. */
export function contentTypeKey(info: ModelInfo): Promise<unknown> {
  const types = infoOf(ContentType)
  const columns = {
    type: infoOf(Permission).column('contentType')!,
    app: types.column('appLabel')!,
    name: types.column('model')!,
  }
  return typeOf(columns, info, use(ormService).writing(types))
}
