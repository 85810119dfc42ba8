import type { Validator } from '../../../../base/schema/index.ts'
import { url } from '../../../../base/schema/index.ts'
import type { SchemaPart } from '../base.ts'
import { TextualField } from '../text/text.ts'

/** An absolute URL, at most 200 characters unless said otherwise. Django's `URLField`. */
export class UrlField extends TextualField {
  readonly type = 'url'

  override get limit(): number {
    return this.options.maxLength ?? 200
  }

  protected override builtInValidators(): readonly Validator[] {
    return [url() as Validator, ...super.builtInValidators()]
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'url' }
  }
}
