import type { FileRules, ImageRules } from '../../../../base/content/index.ts'
import { imageFormats, mostPixels } from '../../../../base/content/index.ts'
import { gettextNoop, type Validator } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, DatabaseValue } from '../../../query/index.ts'
import { ormErrors } from '../../errors.ts'
import { invalid, type SchemaPart } from '../base.ts'
import { type TextFieldOptions, TextualField } from '../text/text.ts'
import type { UploadTo } from './naming.ts'
import { isUpload, nameOf, StoredFile } from './stored-file.ts'

export interface FileFieldOptions extends TextFieldOptions {
  /** The project's storage that has the files; 'default' if left out. */
  readonly storage?: string
  /** The folder of new files, with parts of the date ('articles/%Y/%m/'), or a function that gives the whole name. */
  readonly uploadTo?: UploadTo
  /** In bytes. */
  readonly maxSize?: number
  /** Kinds that are accepted, as HTML's `accept` has them. */
  readonly types?: readonly string[]
  /** Files stay in the storage when rows go, or get others. */
  readonly keepOld?: boolean
}

export interface ImageFieldOptions extends FileFieldOptions {
  /** The properties that hold the picture's size. */
  readonly widthField?: string
  readonly heightField?: string
  /** Limits in pixels. */
  readonly maxWidth?: number
  readonly maxHeight?: number
  readonly maxPixels?: number
  /** Media types. */
  readonly formats?: readonly string[]
}

/** The file's name in its storage; '' for none. Django's `FileField`. */
export class FileField<O extends FileFieldOptions = FileFieldOptions> extends TextualField<O> {
  readonly type: string = 'file'
  readonly #codecs = new Map<DatabaseName, Codec>()
  #validators: readonly Validator[] | null = null

  protected override get ownOptions(): readonly string[] {
    return [...super.ownOptions, 'storage', 'uploadTo', 'maxSize', 'types', 'keepOld']
  }

  override problems(): string[] {
    const { maxSize, types, storage, uploadTo, primaryKey } = this.options
    const found = super.problems()
    if (primaryKey) found.push('a file cannot be the primary key.')
    if (maxSize !== undefined && !isCount(maxSize)) found.push('`maxSize` has to be a number of bytes above 0.')
    if (storage !== undefined && typeof storage !== 'string') found.push('`storage` has to be the name of a storage.')
    if (uploadTo !== undefined && typeof uploadTo !== 'string' && typeof uploadTo !== 'function')
      found.push('`uploadTo` has to be a folder, or a function that gives a name.')
    if (typeof uploadTo === 'string' && (/^[/\\]/.test(uploadTo) || uploadTo.split(/[/\\]/).includes('..')))
      found.push("`uploadTo` has to stay in the storage: 'photos/%Y/', without `..` and without a slash before it.")
    if (types !== undefined && !isTexts(types)) found.push("`types` has to be a list: ['application/pdf', '.csv'].")
    return found
  }

  override get limit(): number {
    return this.options.maxLength ?? 100
  }

  get storageName(): string {
    return this.options.storage ?? 'default'
  }

  /** What a new file has to be. */
  get rules(): FileRules {
    const { maxSize, types } = this.options
    return { ...(maxSize === undefined ? {} : { maxSize }), ...(types === undefined ? {} : { accept: types }) }
  }

  protected override convert(value: unknown): string {
    if (value instanceof StoredFile) {
      const { storage, column } = value.place
      if (storage === this.storageName) return value as unknown as string
      // Made by `newFile`: it belongs nowhere yet.
      if (value.upload !== null && column === null) return this.#pending(value.name, value.upload)
      throw invalid(gettextNoop('The file is in another storage.'), null, 'storage')
    }
    if (isUpload(value)) return this.#pending(nameOf(value), value)
    return super.convert(value)
  }

  /** A row holds a text or a file: the type of the base class knows only texts. */
  #pending(name: string, upload: ConstructorParameters<typeof StoredFile>[1]): string {
    return new StoredFile(name, upload, this.#place) as unknown as string
  }

  /** Limits of the column are those of names: a new file gets one that fits. */
  protected override builtInValidators(): readonly Validator[] {
    return super.builtInValidators().map((validator) => {
      const check = validator as Validator<string>
      const ofName = (value: unknown) => {
        if (!(value instanceof StoredFile)) check(value as string)
        else if (value.isStored) check(value.name)
      }
      return Object.assign(ofName, { validatorName: check.validatorName ?? 'name' }) as Validator
    })
  }

  /** Those of the field's own get a file, also where a row holds a name. */
  override get validators(): readonly Validator[] {
    this.#validators ??= [
      ...this.builtInValidators(),
      ...(this.options.validators ?? []).map((given) => {
        const check = given as Validator<StoredFile>
        const ofFile = (value: string | StoredFile) =>
          check(typeof value === 'string' ? new StoredFile(value, null, this.#place) : value)
        return Object.assign(ofFile, { validatorName: check.validatorName ?? check.name }) as Validator
      }),
    ]
    return this.#validators
  }

  get #place() {
    return { storage: this.storageName, column: null, row: null }
  }

  override codec(database: DatabaseName): Codec {
    let codec = this.#codecs.get(database)
    if (codec === undefined) {
      const { store } = super.codec(database)
      const encode = (value: string | StoredFile) => storedName(value)
      const stores = store as ((value: string) => DatabaseValue) | undefined
      codec = {
        encode,
        store: (value: string | StoredFile) => stores?.(storedName(value)) ?? storedName(value),
      } as Codec
      this.#codecs.set(database, codec)
    }
    return codec
  }

  protected override schema(): SchemaPart {
    const { maxSize, types } = this.options
    return {
      ...super.schema(),
      kind: 'file',
      format: 'path',
      ...(maxSize === undefined ? {} : { maxSize }),
      ...(types === undefined ? {} : { accept: types }),
    }
  }
}

/** What the column holds. Throws `NUAGES_ORM_FILE_NOT_STORED`. */
function storedName(value: string | StoredFile): string {
  if (typeof value === 'string') return value
  if (!value.isStored) throw ormErrors.FILE_NOT_STORED({ what: 'a query', name: value.name })
  return value.name
}

/** A picture's name in its storage. Django's `ImageField`. */
export class ImageField extends FileField<ImageFieldOptions> {
  override readonly type = 'image'

  protected override get ownOptions(): readonly string[] {
    return [...super.ownOptions, 'widthField', 'heightField', 'maxWidth', 'maxHeight', 'maxPixels', 'formats']
  }

  override problems(): string[] {
    const { maxWidth, maxHeight, maxPixels, widthField, heightField, formats } = this.options
    const found = super.problems()
    for (const [name, value] of Object.entries({ maxWidth, maxHeight, maxPixels }))
      if (value !== undefined && !isCount(value)) found.push(`\`${name}\` has to be a number of pixels above 0.`)
    for (const [name, value] of Object.entries({ widthField, heightField }))
      if (value !== undefined && typeof value !== 'string') found.push(`\`${name}\` has to name a field.`)
    const unknown = isTexts(formats ?? []) ? formats?.find((each) => !readable.includes(each)) : String(formats)
    if (unknown !== undefined)
      found.push(`\`formats\` are media types of pictures (${readable.join(', ')}), and not '${unknown}'.`)
    return found
  }

  override get rules(): FileRules {
    return { ...super.rules, image: this.imageRules }
  }

  get imageRules(): ImageRules {
    const { maxWidth, maxHeight, maxPixels = mostPixels, formats = imageFormats } = this.options
    return {
      formats,
      maxPixels,
      ...(maxWidth === undefined ? {} : { maxWidth }),
      ...(maxHeight === undefined ? {} : { maxHeight }),
    }
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'image', image: this.imageRules }
  }
}

/** Formats whose size can be read: SVG is a document, which may carry script. */
const readable = [...imageFormats, 'image/bmp', 'image/tiff', 'image/heic', 'image/heif', 'image/x-icon', 'image/jxl']

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
