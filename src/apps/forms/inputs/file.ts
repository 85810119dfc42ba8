import { isClaimed, kindsOf, mayHold } from '../../../base/content/index.ts'
import { fileExtension, gettextNoop, imageExtensions, ValidationError } from '../../../base/schema/index.ts'
import type { UploadedFileLike } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { ClearableFileWidget, clearFile, contradiction, FileWidget } from '../widgets/file.ts'
import type { Attributes, Widget } from '../widgets/widget.ts'
import { contentTypeOf } from './file-kinds.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

export interface FileOptions extends InputOptions<UploadedFileLike> {
  /** Characters of the file's name. */
  readonly maxLength?: number
  /** Bytes. */
  readonly maxSize?: number
  readonly allowEmpty?: boolean
  /** Allowed endings of the name, without the dot. */
  readonly extensions?: readonly string[]
  /**
   * Allowed kinds, as HTML writes them, in one text or a list: `['image/*', '.pdf', 'text/plain']`. The browser offers such files. Others are
   * refused: by name or claimed type, and by how they begin where that tells what they are.
   */
  readonly accept?: string | readonly string[]
}

export interface FilesOptions
  extends Omit<FileOptions, keyof InputOptions<never>>,
    InputOptions<readonly UploadedFileLike[]> {
  /** The most files that are accepted at once. */
  readonly maxFiles?: number
}

/** What a file field gives: the upload, the path or upload that was there before, or null for none. */
export type FileValue = UploadedFileLike | string

/** What one and several uploads share: what is accepted. */
abstract class UploadInput<T> extends Input<T> {
  readonly #options: Omit<FileOptions, keyof InputOptions<never>>
  /** What is accepted; empty where everything is. */
  readonly #kinds: readonly string[]
  readonly #checkExtension: ((value: string | { readonly name: string }) => void) | null

  constructor(
    options: Omit<FileOptions, keyof InputOptions<never>> & InputOptions<T>,
    widget: Widget,
    messages: Readonly<Record<string, string>>,
  ) {
    super(options, widget, {
      invalid: gettextNoop('No file was submitted. Check the encoding type on the form.'),
      empty: gettextNoop('The submitted file is empty.'),
      max_length: gettextNoop('Ensure this filename has at most %(max)d characters (it has %(length)d).'),
      max_size: gettextNoop('The file is too large: at most %(max)d bytes are accepted (it has %(size)d).'),
      type: gettextNoop('Files of this type are not accepted.'),
      ...messages,
    })
    for (const option of ['maxSize', 'maxLength', 'maxFiles'] as const) {
      const given = (options as FilesOptions)[option]
      if (given !== undefined && !(typeof given === 'number' && given >= 0)) {
        throw formsErrors.BAD_SIZE({ option, given: `${JSON.stringify(given)}, which is no number from 0` })
      }
    }
    this.#options = options
    this.#kinds = kindsOf(options.accept ?? [])
    this.#checkExtension = options.extensions === undefined ? null : fileExtension(options.extensions)
  }

  /** Refuses what is no upload, or not one of those that are accepted. */
  protected accepted(raw: unknown): UploadedFileLike {
    if (typeof raw !== 'object' || raw === null || !('size' in raw)) throw this.refusal('invalid')
    const { name, size } = raw as UploadedFileLike
    const { maxLength, maxSize } = this.#options
    const length = typeof name === 'string' ? [...name].length : 0
    if (maxLength !== undefined && length > maxLength) throw this.refusal('max_length', { max: maxLength, length })
    if (name === '') throw this.refusal('invalid')
    if (size === 0 && !this.#options.allowEmpty) throw this.refusal('empty')
    if (maxSize !== undefined && size > maxSize) throw this.refusal('max_size', { max: maxSize, size })
    if (this.#kinds.length > 0 && !isClaimed(raw as UploadedFileLike, this.#kinds)) throw this.refusal('type')
    return raw as UploadedFileLike
  }

  /** Looks into a file whose name and type are accepted. */
  protected async inspect(file: UploadedFileLike): Promise<void> {
    if (this.#kinds.length > 0 && !mayHold(file, await contentTypeOf(file), this.#kinds)) throw this.refusal('type')
  }

  protected checkExtension(file: UploadedFileLike): void {
    try {
      this.#checkExtension?.(file)
    } catch (error) {
      throw error instanceof ValidationError ? this.worded(error) : error
    }
  }

  override attributes(): Attributes {
    const { accept, extensions } = this.#options
    return { accept: acceptText(accept) ?? acceptText(extensions?.map((extension) => `.${extension}`)) }
  }
}

const acceptText = (accept: FileOptions['accept']): string | undefined =>
  typeof accept === 'object' ? accept.join(',') : accept

/** An uploaded file. Without one, what was there before stays; the "remove" box empties a field that may be empty. */
export class FileInput extends UploadInput<FileValue> {
  override readonly type: string = 'file'

  constructor(options: FileOptions = {}, messages: Readonly<Record<string, string>> = {}) {
    super(
      options as Omit<FileOptions, keyof InputOptions<never>> & InputOptions<FileValue>,
      new ClearableFileWidget(),
      {
        contradiction: gettextNoop('Please either submit a file or check the clear checkbox, not both.'),
        ...messages,
      },
    )
  }

  toValue(raw: unknown, context: CleanContext): FileValue | null {
    if (this.disabled) return ((raw as FileValue | null | undefined) ?? null) || null
    if (raw === contradiction) throw this.refusal('contradiction')
    if (raw === clearFile && !this.required) return null
    if (raw === null || raw === undefined || raw === '' || raw === clearFile) {
      return ((context.initial as FileValue | null | undefined) ?? null) || null
    }
    return this.accepted(raw)
  }

  protected override async validate(value: unknown, context: CleanContext): Promise<void> {
    await super.validate(value, context)
    // A file that was there before has been checked when it came.
    if (typeof value !== 'object' || value === null) return
    this.checkExtension(value as UploadedFileLike)
    await this.inspect(value as UploadedFileLike)
  }

  protected override runValidators(value: unknown): void {
    if (typeof value !== 'string') super.runValidators(value)
  }

  /** A browser forgets files: after a submission the field shows what is kept. */
  override shown(_raw: unknown, initial: unknown): unknown {
    return initial
  }

  override hasChanged(_initial: unknown, raw: unknown): boolean {
    return !this.disabled && raw !== null && raw !== undefined && raw !== ''
  }
}

/** Several uploaded files, as a list. */
export class MultipleFileInput extends UploadInput<readonly UploadedFileLike[]> {
  override readonly type = 'files'
  readonly #maxFiles: number | undefined

  constructor(options: FilesOptions = {}) {
    super(options, new FileWidget({}, { multiple: true }), {
      max_files: gettextNoop('Ensure at most %(max)d files are uploaded (there are %(count)d).'),
    })
    this.#maxFiles = options.maxFiles
  }

  toValue(raw: unknown): readonly UploadedFileLike[] {
    if (this.disabled) return (raw as readonly UploadedFileLike[] | null | undefined) ?? []
    const files = Array.isArray(raw) ? raw : raw === null || raw === undefined || raw === '' ? [] : [raw]
    const max = this.#maxFiles
    if (max !== undefined && files.length > max) throw this.refusal('max_files', { max, count: files.length })
    return files.map((file) => this.accepted(file))
  }

  protected override async validate(value: unknown, context: CleanContext): Promise<void> {
    await super.validate(value, context)
    if (this.disabled) return
    for (const file of value as readonly UploadedFileLike[]) {
      this.checkExtension(file)
      await this.inspect(file)
    }
  }

  override shown(_raw: unknown, initial: unknown): unknown {
    return initial
  }

  override hasChanged(_initial: unknown, raw: unknown): boolean {
    return !this.disabled && Array.isArray(raw) && raw.length > 0
  }
}

/** An uploaded picture: its name ends like one and its contents begin like one. Pictures that can carry script are refused. */
export class ImageInput extends FileInput {
  override readonly type = 'image'

  readonly #accept: string

  constructor(options: FileOptions = {}) {
    super(
      { extensions: imageExtensions, ...options },
      {
        invalid_image: gettextNoop(
          'Upload a valid image. The file you uploaded was either not an image or a corrupted image.',
        ),
      },
    )
    this.#accept = acceptText(options.accept) ?? 'image/*'
  }

  override attributes(): Attributes {
    return { accept: this.#accept }
  }

  protected override async inspect(file: UploadedFileLike): Promise<void> {
    await super.inspect(file)
    if (!(await contentTypeOf(file))?.startsWith('image/')) throw this.refusal('invalid_image')
  }
}
