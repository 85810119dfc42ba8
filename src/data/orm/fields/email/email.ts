import type { Validator } from '../../../../base/schema/index.ts'
import { email } from '../../../../base/schema/index.ts'
import type { SchemaPart } from '../base.ts'
import { TextualField } from '../text/text.ts'

/** An e-mail address, at most 254 characters unless said otherwise. Django's `EmailField`. */
export class EmailField extends TextualField {
  readonly type = 'email'

  override get limit(): number {
    return this.options.maxLength ?? 254
  }

  protected override builtInValidators(): readonly Validator[] {
    return [email() as Validator, ...super.builtInValidators()]
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'email' }
  }
}
