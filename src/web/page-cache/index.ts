export { addCacheControl, type CacheControl, cacheControl, neverCache, parseCacheControl } from './cache-control.ts'
export { cachePage, type PageCacheOptions, pageCache } from './page-cache.ts'
