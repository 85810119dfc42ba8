import { fileExtension, gettextNoop, imageExtensions, ValidationError } from '../../../base/schema/index.ts'
import type { UploadedFileLike } from '../data.ts'
import { ClearableFileWidget, clearFile, contradiction, FileWidget } from '../widgets/file.ts'
import type { Attributes, Widget } from '../widgets/widget.ts'
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
  /** Allowed kinds, as HTML writes them: 'image/*,.pdf,text/plain'. The browser offers such files, and others are refused. */
  readonly accept?: string
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
    this.#options = options
    this.#checkExtension = options.extensions === undefined ? null : fileExtension(options.extensions)
  }

  /** Refuses what is no upload, or not one of those that are accepted. */
  protected accepted(raw: unknown): UploadedFileLike {
    if (typeof raw !== 'object' || raw === null || !('size' in raw)) throw this.refusal('invalid')
    const { name, size } = raw as UploadedFileLike
    const { maxLength, maxSize, accept } = this.#options
    if (maxLength !== undefined && name.length > maxLength) {
      throw this.refusal('max_length', { max: maxLength, length: name.length })
    }
    if (name === '') throw this.refusal('invalid')
    if (size === 0 && !this.#options.allowEmpty) throw this.refusal('empty')
    if (maxSize !== undefined && size > maxSize) throw this.refusal('max_size', { max: maxSize, size })
    if (accept !== undefined && !isAccepted(raw as UploadedFileLike, accept)) throw this.refusal('type')
    return raw as UploadedFileLike
  }

  /** Looks into a file that was accepted because it calls itself a picture: one that can carry script has to be named in `accept`. */
  protected async inspect(file: UploadedFileLike): Promise<void> {
    const kinds = kindsOf(this.#options.accept ?? '')
    const media = mediaOf(file)
    const isClaimed = media.startsWith('image/') && kinds.includes('image/*') && !kinds.includes(media)
    if (isClaimed && !isPicture(await file.bytes())) throw this.refusal('type')
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
    return { accept: accept ?? extensions?.map((extension) => `.${extension}`).join(',') }
  }
}

const kindsOf = (accept: string): readonly string[] => accept.split(',').map((kind) => kind.trim().toLowerCase())

const mediaOf = ({ type }: UploadedFileLike): string => type.split(';')[0]!.trim().toLowerCase()

/** Is the file of one of the kinds of an HTML `accept` attribute, by its name or by the type that the browser claims? */
function isAccepted(file: UploadedFileLike, accept: string): boolean {
  const media = mediaOf(file)
  return kindsOf(accept).some((kind) => {
    if (kind.startsWith('.')) return file.name.toLowerCase().endsWith(kind)
    return kind === '*/*' || kind === media || (kind.endsWith('/*') && media.startsWith(kind.slice(0, -1)))
  })
}

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
    const files = Array.isArray(raw) ? raw : raw === null || raw === undefined || raw === '' ? [] : [raw]
    const max = this.#maxFiles
    if (max !== undefined && files.length > max) throw this.refusal('max_files', { max, count: files.length })
    return files.map((file) => this.accepted(file))
  }

  protected override async validate(value: unknown, context: CleanContext): Promise<void> {
    await super.validate(value, context)
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
    this.#accept = options.accept ?? 'image/*'
  }

  override attributes(): Attributes {
    return { accept: this.#accept }
  }

  protected override async inspect(file: UploadedFileLike): Promise<void> {
    if (!isPicture(await file.bytes())) throw this.refusal('invalid_image')
  }
}
