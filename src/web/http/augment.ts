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
