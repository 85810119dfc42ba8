import type { SchemaPart } from '../base.ts'
import { type TextFieldOptions, TextualField } from '../text/text.ts'

export interface FileFieldOptions extends TextFieldOptions {
  /** The folder below the media root where uploads go. */
  readonly uploadTo?: string
}

/** The path of a stored file, relative to the media root; '' for none. Django's `FileField`, its column. */
export class FileField extends TextualField<FileFieldOptions> {
  readonly type: string = 'file'

  protected override get ownOptions(): readonly string[] {
    return [...super.ownOptions, 'uploadTo']
  }

  override get limit(): number {
    return this.options.maxLength ?? 100
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), kind: 'file', format: 'path' }
  }
}

/** The path of a stored picture. Django's `ImageField`, its column. */
export class ImageField extends FileField {
  override readonly type = 'image'

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'image' }
  }
}
