/**
 * The project's own routes, for a typed `reverse`:
 * `declare module 'nuages/http' { interface RegisteredUrls { urls: typeof urls } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RegisteredUrls {}

/** The value types of converters of one's own: `interface PathConverters { year: number }`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface PathConverters {}

/** What other batteries add to every request: sessions add `session`, auth adds `user`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RequestExtensions {}

/**
 * What the project's middleware hands on in `request.locals`: `interface RequestLocals { tenant: Tenant }`. Write what may be missing with a
 * question mark.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RequestLocals {}

/**
 * The contexts of templates by name, for a typed `render` and for `nuages check`:
 * `declare module 'nuages/http' { interface TemplateContexts { 'news/list.html': { articles: readonly Article[] } } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface TemplateContexts {}

/** What context processors of the project add to the context of every template, for `nuages check`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface SharedContext {}
