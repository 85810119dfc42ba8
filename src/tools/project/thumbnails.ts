import { StoredFile, type ThumbnailOptions } from '../../data/orm/index.ts'
import { library, simpleTag } from '../../web/templates/index.ts'
import type { Brought } from './brought.ts'

/**
 * `{% load thumbnails %}{% thumbnail article.image width=300 height=200 fit='cover' as small %}`: the picture in another size, made once.
 * Without `as` the tag prints its address; of an empty field nothing.
 */
const thumbnails = library({
  tags: {
    thumbnail: simpleTag(
      async (file: unknown, options: ThumbnailOptions = {}): Promise<unknown> =>
        file instanceof StoredFile ? new Shown(await file.thumbnail(options)) : '',
    ),
  },
})

/** A thumbnail in a template: printed, it is its address. */
class Shown {
  readonly #file: StoredFile

  constructor(file: StoredFile) {
    this.#file = file
  }

  get name(): string {
    return this.#file.name
  }

  get url(): string {
    return this.#file.url()
  }

  toString(): string {
    return this.url
  }
}

/** The tags of pictures. */
export function projectThumbnails(): Brought {
  return { templates: { libraries: { thumbnails } } }
}
