import type { Validator } from '../../../../base/schema/index.ts'
import { slug, unicodeSlug } from '../../../../base/schema/index.ts'
import type { SchemaPart } from '../base.ts'
import { type TextFieldOptions, TextualField } from '../text/text.ts'

export interface SlugFieldOptions extends TextFieldOptions {
  /** Letters of every script, not ASCII alone. */
  readonly allowUnicode?: boolean
}

/** The part of an address that names a page: letters, digits, hyphens, underscores; indexed. Django's `SlugField`. */
export class SlugField extends TextualField<SlugFieldOptions> {
  readonly type = 'slug'

  protected override get ownOptions(): readonly string[] {
    return [...super.ownOptions, 'allowUnicode']
  }

  override get limit(): number {
    return this.options.maxLength ?? 50
  }

  protected override builtInValidators(): readonly Validator[] {
    return [(this.options.allowUnicode ? unicodeSlug() : slug()) as Validator, ...super.builtInValidators()]
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'slug' }
  }
}
