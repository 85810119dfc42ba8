/** A template as a loader found it. */
export interface LoadedTemplate {
  readonly source: string
  /** Where it came from: a file's path, or any text that tells it from others of the same name. */
  readonly path: string | null
  /** Whether it is still what was loaded. Asked at every use in debug mode. */
  isFresh?(): boolean
}

/** A place where templates are found. `load` may return a promise; null says that there is none of that name. */
export interface Loader {
  /** `skip` holds paths that are not wanted: a template that extends one of its own name gets the next. */
  load(name: string, skip: readonly string[]): LoadedTemplate | null | Promise<LoadedTemplate | null>
  /** Where it looked, for error messages. */
  tried?(name: string): readonly string[]
  /** The names that it has, for "did you mean". */
  names?(): readonly string[]
}
