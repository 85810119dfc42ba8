import { fileExtension, gettextNoop, imageExtensions } from '../../../base/schema/index.ts'
import type { UploadedFileLike } from '../data.ts'
import { ClearableFileWidget, clearFile } from '../widgets/file.ts'
import type { Attributes } from '../widgets/widget.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'
import { isPicture } from './pictures.ts'

export interface FileOptions extends InputOptions<UploadedFileLike> {
  /** Characters of the file's name. */
  readonly maxLength?: number
  /** Bytes. */
  readonly maxSize?: number
  readonly allowEmpty?: boolean
  /** Allowed endings of the name, without the dot. */
  readonly extensions?: readonly string[]
  /** For the browser: 'image/*'. */
  readonly accept?: string
}

/** What a file field gives: the upload, the path or upload that was there before, or null for none. */
export type FileValue = UploadedFileLike | string

/** An uploaded file. Without one, what was there before stays; the "remove" box empties a field that may be empty. */
export class FileInput extends Input<FileValue> {
  override readonly type: string = 'file'
  readonly #options: FileOptions

  constructor(options: FileOptions = {}, messages: Readonly<Record<string, string>> = {}) {
    super(options as InputOptions<FileValue>, new ClearableFileWidget(), {
      invalid: gettextNoop('No file was submitted. Check the encoding type on the form.'),
      empty: gettextNoop('The submitted file is empty.'),
      max_length: gettextNoop('Ensure this filename has at most %(max)d characters (it has %(length)d).'),
      max_size: gettextNoop('The file is too large: at most %(max)d bytes are accepted (it has %(size)d).'),
      ...messages,
    })
    this.#options = options
    if (options.extensions !== undefined) this.validators.unshift(fileExtension(options.extensions))
  }

  toValue(raw: unknown, context: CleanContext): FileValue | null {
    if (raw === null || raw === undefined || raw === '' || raw === clearFile) {
      return raw === clearFile ? null : ((context.initial as FileValue | null | undefined) ?? null) || null
    }
    if (typeof raw === 'string') throw this.refusal('invalid')
    const { name, size } = raw as UploadedFileLike
    const { maxLength, maxSize } = this.#options
    if (maxLength !== undefined && name.length > maxLength) {
      throw this.refusal('max_length', { max: maxLength, length: name.length })
    }
    if (name === '') throw this.refusal('invalid')
    if (size === 0 && !this.#options.allowEmpty) throw this.refusal('empty')
    if (maxSize !== undefined && size > maxSize) throw this.refusal('max_size', { max: maxSize, size })
    return raw as UploadedFileLike
  }

  protected override runValidators(value: unknown): void {
    // A file that was there before has been checked when it came.
    if (typeof value !== 'string') super.runValidators(value)
  }

  /** A browser forgets files: after a submission the field shows what is kept. */
  override shown(_raw: unknown, initial: unknown): unknown {
    return initial
  }

  override hasChanged(_initial: unknown, raw: unknown): boolean {
    return !this.disabled && raw !== null && raw !== undefined && raw !== ''
  }

  override attributes(): Attributes {
    const { accept, extensions } = this.#options
    return { accept: accept ?? extensions?.map((extension) => `.${extension}`).join(',') }
  }
}

/** An uploaded picture: its name ends like one and its contents begin like one. Pictures that can carry script are refused. */
export class ImageInput extends FileInput {
  override readonly type = 'image'

  constructor(options: FileOptions = {}) {
    super(
      { accept: 'image/*', extensions: imageExtensions, ...options },
      {
        invalid_image: gettextNoop(
          'Upload a valid image. The file you uploaded was either not an image or a corrupted image.',
        ),
      },
    )
  }

  protected override async validate(value: unknown, context: CleanContext): Promise<void> {
    await super.validate(value, context)
    if (typeof value !== 'object' || value === null) return
    this.runValidators(value)
    if (!isPicture(await (value as UploadedFileLike).bytes())) {
      throw this.refusal('invalid_image')
    }
  }
}
