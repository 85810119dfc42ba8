export { flatpagesApp } from './app.ts'
export { flatPagesLibrary } from './library.ts'
export { FlatPage, FlatPageSite } from './models.ts'
export { type FlatPagesOptions, flatPage, flatPageFallback, flatPages, flatPagesService } from './views.ts'
