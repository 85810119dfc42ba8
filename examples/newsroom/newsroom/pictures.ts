import { NuagesError } from 'nuages/errors'
import { StoredFile } from 'nuages/orm'
import { library, simpleTag } from 'nuages/templates'

/** `{% picture article.image 640 as src %}`: the address of a picture, so many pixels wide. */
export const pictureTags = library({ tags: { picture: simpleTag(addressOf) } })

/**
 * A thumbnail, which is made at the first question; the picture itself where it is a drawing (SVG fits every size), where sharp is not
 * installed, and where nobody can read it: a page is not to fail for a picture.
 */
async function addressOf(picture: unknown, width: number): Promise<string> {
  if (!(picture instanceof StoredFile)) return ''
  if (picture.name.endsWith('.svg')) return picture.url()
  try {
    return (await picture.thumbnail({ width })).url()
  } catch (error) {
    if (!(error instanceof NuagesError)) throw error
    return picture.url()
  }
}
