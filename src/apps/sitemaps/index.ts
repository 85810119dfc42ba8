export { sitemapErrors } from './errors.ts'
export { type RobotsOptions, type RobotsRule, robots } from './robots.ts'
export {
  type ChangeFrequency,
  type CountedRows,
  type LastModified,
  type RouteItem,
  type RouteSectionOptions,
  type Section,
  type SectionOptions,
  type SitemapItems,
  section,
} from './section.ts'
export { type SitemapRoutes, type SitemapsOptions, sitemaps } from './sitemaps.ts'
