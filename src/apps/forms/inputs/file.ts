import {
  fitsName,
  type ImageRules,
  isClaimed,
  isNamed,
  isNamedAsPicture,
  kindsOf,
  mayHold,
  mostPixels,
  readImageFacts,
  startOf,
} from '../../../base/content/index.ts'
import { tryUse } from '../../../base/context/index.ts'
import { fileExtension, gettextNoop, imageExtensions, ValidationError } from '../../../base/schema/index.ts'
import { StoredFile } from '../../../data/orm/index.ts'
import type { UploadedFileLike } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { KeptClaim, type KeptUpload, keptUploadsService } from '../kept/kept-uploads.ts'
import { ClearableFileWidget, clearFile, contradiction, FileWidget, ShownFile } from '../widgets/file.ts'
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
  /** Refuse content that is not what the file's name says: a PDF that is called 'photo.txt'. Default: false; fields of models do. */
  readonly matchName?: boolean
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
export type FileValue = UploadedFileLike | StoredFile | string

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
      content: gettextNoop('The content of the file is not what its name says.'),
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
    if (this.#options.matchName) {
      if (this.#kinds.length > 0 && !isNamed(file.name, this.#kinds)) throw this.refusal('type')
      if (!fitsName(file.name, await contentTypeOf(file))) throw this.refusal('content')
    }
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
  #kept: KeptUpload | null = null

  constructor(options: FileOptions = {}, messages: Readonly<Record<string, string>> = {}) {
    super(
      options as Omit<FileOptions, keyof InputOptions<never>> & InputOptions<FileValue>,
      new ClearableFileWidget(),
      {
        contradiction: gettextNoop('Please either submit a file or check the clear checkbox, not both.'),
        kept: gettextNoop('The file of your last try is not there any more. Please choose it again.'),
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

  override async clean(raw: unknown, context?: CleanContext): Promise<FileValue> {
    if (!(raw instanceof KeptClaim)) return super.clean(raw, context)
    const file = (await tryUse(keptUploadsService)?.find(raw.token, raw.field)) ?? null
    if (file === null) throw this.refusal('kept')
    this.#kept = { token: raw.token, name: file.name, size: file.size }
    return super.clean(file, context)
  }

  override async keep(value: unknown, name: string): Promise<void> {
    if (this.disabled || this.#kept !== null || !isNew(value)) return
    this.#kept = (await tryUse(keptUploadsService)?.keep(value, name)) ?? null
  }

  protected override async validate(value: unknown, context: CleanContext): Promise<void> {
    await super.validate(value, context)
    // A file that was there before has been checked when it came.
    if (!isNew(value)) return
    this.checkExtension(value)
    await this.inspect(value)
  }

  protected override runValidators(value: unknown): void {
    if (typeof value !== 'string') super.runValidators(value)
  }

  /** A browser forgets files: after a submission the field shows what is there, and what was kept of the submission. */
  override shown(_raw: unknown, initial: unknown): unknown {
    return this.#kept === null ? initial : new ShownFile(initial, this.#kept)
  }

  /** A browser must not insist on a file that is kept. */
  override get isKept(): boolean {
    return this.#kept !== null
  }

  override hasChanged(_initial: unknown, raw: unknown): boolean {
    return !this.disabled && raw !== null && raw !== undefined && raw !== ''
  }
}

/** Is it a file that came, and not one that was there before? */
function isNew(value: unknown): value is UploadedFileLike {
  return typeof value === 'object' && value !== null && !(value instanceof StoredFile)
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

export interface ImageOptions extends FileOptions {
  /** Media types. Default: JPEG, PNG, GIF, WebP, AVIF, BMP, TIFF and icons. */
  readonly formats?: readonly string[]
  /** In pixels. */
  readonly maxWidth?: number
  readonly maxHeight?: number
  /** Width times height. Default: 100,000,000. */
  readonly maxPixels?: number
}

/**
 * An uploaded picture: its name ends like one, its contents begin like one, and its size, which is read and not decoded, is within
 * limits. Pictures that can carry script are refused.
 */
export class ImageInput extends FileInput {
  override readonly type = 'image'

  readonly #accept: string
  readonly #rules: Omit<ImageRules, 'formats'> & { readonly formats: readonly string[] | null }

  constructor(options: ImageOptions = {}) {
    super(
      // Formats that are named bring their endings.
      { ...(options.formats === undefined ? { extensions: imageExtensions } : {}), ...options },
      {
        invalid_image: gettextNoop(
          'Upload a valid image. The file you uploaded was either not an image or a corrupted image.',
        ),
        pixels: gettextNoop('The picture has %(width)d × %(height)d pixels, which is more than is accepted.'),
      },
    )
    const { formats = null, maxWidth, maxHeight, maxPixels = mostPixels } = options
    this.#accept = acceptText(options.accept) ?? formats?.join(',') ?? 'image/*'
    this.#rules = {
      formats,
      maxPixels,
      ...(maxWidth === undefined ? {} : { maxWidth }),
      ...(maxHeight === undefined ? {} : { maxHeight }),
    }
  }

  override attributes(): Attributes {
    return { accept: this.#accept }
  }

  protected override async inspect(file: UploadedFileLike): Promise<void> {
    await super.inspect(file)
    const type = await contentTypeOf(file)
    if (!type?.startsWith('image/')) throw this.refusal('invalid_image')
    const { formats, maxWidth, maxHeight, maxPixels } = this.#rules
    if (formats !== null && !formats.includes(type)) throw this.refusal('type')
    if (formats !== null && !isNamedAsPicture(file.name, type)) throw this.refusal('content')
    const facts = await readImageFacts((bytes) => startOf(file, bytes))
    // What cannot be measured cannot be kept within limits.
    if (facts === null) throw this.refusal('invalid_image')
    const { width, height } = facts
    if (width > (maxWidth ?? width) || height > (maxHeight ?? height) || width * height > maxPixels)
      throw this.refusal('pixels', { width, height })
  }
}
