export { mediaErrors } from './errors.ts'
export { mediaFiles } from './media-files.ts'
export { type FileView, type ServeFilesOptions, serveFiles } from './serve-files.ts'
