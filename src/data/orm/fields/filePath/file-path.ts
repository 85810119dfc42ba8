import type { SchemaPart } from '../base.ts'
import { type TextFieldOptions, TextualField } from '../text/text.ts'

export interface FilePathFieldOptions extends TextFieldOptions {
  /** The directory to choose from: an absolute path, or a function that gives it. */
  readonly path: string | (() => string)
  /** A regular expression that the names of files have to match. */
  readonly match?: string
  /** Also what lies in directories below. */
  readonly recursive?: boolean
  /** Files may be chosen; true unless said. */
  readonly allowFiles?: boolean
  /** Directories may be chosen; false unless said. */
  readonly allowFolders?: boolean
}

/** The path of a file that lies on the server already, chosen from a directory. Django's `FilePathField`. */
export class FilePathField extends TextualField<FilePathFieldOptions> {
  readonly type = 'filePath'

  protected override get ownOptions(): readonly string[] {
    return [...super.ownOptions, 'path', 'match', 'recursive', 'allowFiles', 'allowFolders']
  }

  override problems(): string[] {
    const { path, allowFiles = true, allowFolders = false, match } = this.options
    const found = super.problems()
    if (typeof path !== 'string' && typeof path !== 'function')
      found.push('`path` is missing: the directory to choose from.')
    if (!allowFiles && !allowFolders) found.push('`allowFiles` or `allowFolders` has to be true.')
    if (match !== undefined && typeof match !== 'string') found.push('`match` has to be a text: a regular expression.')
    return found
  }

  override get limit(): number {
    return this.options.maxLength ?? 100
  }

  protected override schema(): SchemaPart {
    return { ...super.schema(), format: 'path' }
  }
}
