import { paginationLibrary, viewTemplatesDir } from '../../apps/views/index.ts'
import type { Brought } from './brought.ts'

/** The plain pages of generic views, and links to pages. */
export function projectPagination(): Brought {
  return { templates: { dirs: [viewTemplatesDir], libraries: { pagination: paginationLibrary } } }
}
