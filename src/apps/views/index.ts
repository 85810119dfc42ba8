export type { Period, PeriodKind } from './archive/calendar.ts'
export {
  type ArchiveContext,
  type ArchiveOptions,
  archiveIndex,
  type DateColumn,
  type DateDetailOptions,
  type DateOptions,
  dateDetail,
  dayArchive,
  monthArchive,
  todayArchive,
  weekArchive,
  yearArchive,
} from './archive/views.ts'
export { type ConcernedRows, type DeleteContext, type DeleteOptions, deleteView } from './delete.ts'
export { type DetailContext, type DetailOptions, detailView } from './detail.ts'
export {
  type ChosenFields,
  type CreateOptions,
  createView,
  type FormContext,
  type FormViewOptions,
  formView,
  type UpdateOptions,
  updateView,
} from './edit.ts'
export { viewsErrors } from './errors.ts'
export type { By, ByParams } from './find.ts'
export { type ListContext, type ListOptions, listView, type PagingOptions } from './list.ts'
export type { Allowed, Fitting, Misfit, Rows, SuccessMessage, SuccessUrl, ViewOptions } from './options.ts'
export { type ElidedNumber, elidedNumbers } from './pagination/elided.ts'
export {
  type ArrayKeysetOptions,
  type KeyPart,
  type KeysetOptions,
  KeysetPage,
  type KeysetSource,
  keysetPage,
} from './pagination/keyset.ts'
export { linkHeader, paginationLibrary, viewLocaleDir, viewTemplatesDir } from './pagination/library.ts'
export { Page } from './pagination/page.ts'
export { type PageSource, Paginator, type PaginatorOptions } from './pagination/paginator.ts'
export { type RedirectOptions, redirectView, type TemplateOptions, templateView } from './plain.ts'
